"""Only the pages that are named here take a file, one at a time and no larger than they say. One that is sent to any other is refused
before it is kept anywhere. Nothing is written to a disk: what is taken is in memory until the page has looked at it."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from safehold.practice.reviews.receiving import LARGEST

LARGEST_LIST = 500_000
TAKEN: Mapping[str, int] = {"review-paper-add": LARGEST, "review-template": LARGEST, "training-list": LARGEST_LIST}
FIELD = "file"


class FileRefused(SuspiciousOperation):
    """A form was sent with a file that its page does not ask for: the answer is 400."""


class Files(FileUploadHandler):
    def handle_raw_input(self, *_: Any, **__: Any) -> None:
        self.most, self.parts, self.size = _most(self.request), list[bytes](), 0
        self.had = False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        if not self.most or field_name != FIELD or self.had:
            raise FileRefused("no page takes this file")
        self.had = True
        super().new_file(field_name, *args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        self.size += len(raw_data)
        if self.size > self.most:  # the rest is read past, so that the other fields of the form are still known
            self.parts.clear()
            self.request.too_large = True
        else:
            self.parts.append(raw_data)

    def file_complete(self, file_size: int) -> Any:
        body = BytesIO(b"".join(self.parts))
        return InMemoryUploadedFile(body, self.field_name, self.file_name, self.content_type, file_size, self.charset)


def _most(request: HttpRequest) -> int:
    try:
        return TAKEN.get(resolve(request.path_info).view_name, 0)
    except Resolver404:
        return 0


def sent(request: HttpRequest) -> tuple[str, bytes] | None:
    """The name and the bytes of the file that came with a form; nothing where none did. Raises TooLarge."""
    if getattr(request, "too_large", False):
        raise TooLarge
    found = request.FILES.get(FIELD)
    return (str(found.name), found.read()) if found is not None else None


class TooLarge(ValueError):
    """More was sent than the page takes, and none of it was kept."""
