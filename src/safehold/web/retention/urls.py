from django.urls import path, register_converter

from safehold.web.retention import views


class Subject:
    """A case's number, or that of somebody in no case."""

    regex = r"[0-9]+(?:-[0-9]+)?|person:[0-9]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Subject, "subject")

urlpatterns = [
    path("retention/", views.due, name="retention"),
    path("retention/find/", views.find, name="retention-find"),
    path("retention/<subject:subject>/", views.record, name="retention-record"),
    path("retention/<subject:subject>/keep/", views.keep, name="retention-keep"),
    path("retention/<subject:subject>/remove/", views.remove, name="retention-remove"),
    path("retention/<subject:subject>/answer/<int:decision>/", views.answer, name="retention-answer"),
    path("retention/<subject:subject>/hold/", views.hold, name="retention-hold"),
    path("retention/<subject:subject>/lift/", views.lift, name="retention-lift"),
]
