"""Sources that give one number to several people, told to those who judge who is who. Counts alone: nobody is named."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from safehold.identity.reused_told import reusing_on_record


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    request.viewer.must("judge_links")
    return TemplateResponse(request, "links/sources.html", {"reusing": reusing_on_record()})
