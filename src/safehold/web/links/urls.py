from django.urls import path

from safehold.web.links import views

urlpatterns = [
    path("links/", views.queue, name="links"),
    path("links/<int:one>-<int:other>/", views.pair, name="link-pair"),
    path("links/undo/<int:judgement>/", views.undo, name="link-undo"),
]
