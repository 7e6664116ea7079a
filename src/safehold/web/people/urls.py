from django.urls import path

from safehold.web.people import person, views

urlpatterns = [
    path("people/", views.find_person, name="find-person"),
    path("people/<int:person>/", person.person, name="person"),
    path("people/<int:person>/part/", person.part_person, name="person-part"),
]
