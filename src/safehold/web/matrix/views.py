"""What each role sees, for everybody who works here: no record of anybody is on it."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from safehold.access.matrix import standard
from safehold.access.roles import standard as roles
from safehold.web.matrix.presenters import by_kind, of_role


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    known = roles().roles
    role = request.GET.get("role", "")
    chosen = role if role in known else request.viewer.role
    context = {
        "title": known[chosen].title,
        "own": chosen == request.viewer.role,
        "chosen": chosen,
        "roles": sorted(((each.title, name) for name, each in known.items())),
        "relations": list(standard().relations.values()),
        "rows": of_role(standard(), chosen),
        "kinds": by_kind(standard(), {name: each.title for name, each in known.items()}),
    }
    return TemplateResponse(request, "matrix/page.html", context)
