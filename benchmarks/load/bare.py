"""What gunicorn serves as the peer: no more of Django than a page that asks the database needs."""

from django.conf import settings

from safehold.database import connection_settings

settings.configure(
    DATABASES=connection_settings(), ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="bare", INSTALLED_APPS=[], MIDDLEWARE=[]
)

from django.core.wsgi import get_wsgi_application  # noqa: E402  (settings come first)
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


def page(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        (one,) = cursor.fetchone()
    return HttpResponse(f"<!doctype html><title>Bare</title><p>The database says {one}.")


urlpatterns = [path("", page)]
application = get_wsgi_application()
