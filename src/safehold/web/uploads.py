"""No page takes a file. One that is sent all the same is refused before it is kept anywhere."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class FileRefused(SuspiciousOperation):
    """A form was sent with a file, which no page asks for: the answer is 400."""


class NoFiles(FileUploadHandler):
    def new_file(self, *_: Any, **__: Any) -> None:
        raise FileRefused("no page takes a file")

    def receive_data_chunk(self, *_: Any, **__: Any) -> None:
        raise FileRefused("no page takes a file")

    def file_complete(self, *_: Any, **__: Any) -> None:
        return None
