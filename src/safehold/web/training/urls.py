from django.urls import path

from safehold.web.training import views

urlpatterns = [
    path("training/", views.page, name="training"),
    path("training/list/", views.listed, name="training-list"),
]
