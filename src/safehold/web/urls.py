"""The addresses of the shell: the way in and out, and, in a demonstration, the components and chronologies
that are told as live events."""

from django.conf import settings
from django.urls import include, path

from safehold.web import entry, styleguide
from safehold.web.kept import views

urlpatterns = [
    path("", entry.home, name="home"),
    path("", include("safehold.web.signing_in.urls")),
    path("still", entry.still, name="still"),
    path("still/token", entry.token, name="fresh-token"),
    path("kept/<slug:key>/", views.kept, name="kept"),
    path("sign-out", entry.sign_out, name="sign-out"),
    path("posting", entry.posting, name="posting"),
    path("administration/", include("safehold.web.administration.urls")),
]
if settings.DEBUG or settings.DEMONSTRATION:
    urlpatterns.append(path("styleguide", styleguide.styleguide, name="styleguide"))
    urlpatterns.append(path("", include("safehold.web.retelling.urls")))
