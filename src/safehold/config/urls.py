"""Every address of the site, by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("safehold.web.urls")),
    path("", include("safehold.web.work.urls")),
    path("", include("safehold.web.ranked.urls")),
    path("", include("safehold.web.sharing.urls")),
    path("", include("safehold.web.case.urls")),
    path("", include("safehold.web.plans.urls")),
    path("", include("safehold.web.contact.urls")),
    path("", include("safehold.web.investigation.urls")),
    path("", include("safehold.web.assessing.urls")),
    path("", include("safehold.web.training.urls")),
    path("", include("safehold.web.board.urls")),
    path("", include("safehold.web.people.urls")),
    path("", include("safehold.web.links.urls")),
    path("", include("safehold.web.retention.urls")),
    path("", include("safehold.web.documents.urls")),
    path("", include("safehold.web.reviews.urls")),
    path("", include("safehold.web.samples.urls")),
    path("", include("safehold.web.calls.urls")),
    path("", include("safehold.web.unit.urls")),
    path("attending/", include("safehold.web.attending.urls")),
    path("", include("safehold.web.looks.urls")),
    path("", include("safehold.web.standards.urls")),
    path("", include("safehold.web.matrix.urls")),
    path("", include("safehold.web.rules.urls")),
    path("api/v1/", include("safehold.api.v1.urls")),
]

handler400 = "safehold.web.errors.bad_request"
handler403 = "safehold.web.errors.refused"
handler404 = "safehold.web.errors.not_found"
handler500 = "safehold.web.errors.fault"
