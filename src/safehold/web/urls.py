"""The addresses of the shell: the way in and out, and, in a demonstration, the components."""

from django.conf import settings
from django.urls import path

from safehold.web import entry, styleguide

urlpatterns = [
    path("", entry.home, name="home"),
    path("sign-in", entry.sign_in, name="sign-in"),
    path("sign-in/as", entry.sign_in_as, name="sign-in-as"),
    path("sign-out", entry.sign_out, name="sign-out"),
    path("posting", entry.posting, name="posting"),
]
if settings.DEBUG or settings.DEMONSTRATION:
    urlpatterns.append(path("styleguide", styleguide.styleguide, name="styleguide"))
