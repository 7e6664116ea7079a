from django.urls import path

from safehold.web.rules import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/<slug:name>/", views.rule, name="rule"),
]
