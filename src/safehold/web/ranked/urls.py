from django.urls import path

from safehold.web.ranked import suspects, views

urlpatterns = [
    path("first/", views.page, name="who-first"),
    path("first/people/", views.people, name="who-first-people"),
    path("first/<str:case_id>/disagree/", views.disagree, name="who-first-disagree"),
    path("first/<str:case_id>/owner/", views.owner, name="who-first-owner"),
    path("harming/", suspects.page, name="who-harms"),
]
