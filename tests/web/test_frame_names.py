"""What the frame of every page names is no page's: of two values the frame's is shown."""

import pytest
from django.shortcuts import render
from django.test import RequestFactory

from harness.framed import Hidden


@pytest.mark.parametrize("name", ["folded", "navigation", "viewer", "messages", "csrf_input"])
def test_a_page_that_is_given_a_name_of_the_frame_is_found_by_whichever_test_renders_it(name: str) -> None:
    with pytest.raises(Hidden, match=f"is given {name}, which the frame names too"):
        render(RequestFactory().get("/"), "layout.html", {name: ()})
