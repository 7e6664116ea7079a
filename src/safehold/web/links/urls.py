from django.urls import path

from safehold.web.links import choices, in_confidence, nightly, sources, views

urlpatterns = [
    path("links/", views.queue, name="links"),
    path("links/<int:one>-<int:other>/", views.pair, name="link-pair"),
    path("links/<int:one>-<int:other>/would/<slug:judgement>/", choices.would, name="link-would"),
    path("links/in-confidence/", in_confidence.in_confidence, name="links-in-confidence"),
    path("links/nightly/", nightly.nightly, name="links-nightly"),
    path("links/nightly/<int:run>/", nightly.nightly, name="links-night"),
    path("links/sources/", sources.sources, name="links-sources"),
    path("links/undo/<int:judgement>/", views.undo, name="link-undo"),
]
