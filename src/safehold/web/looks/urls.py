from django.urls import path

from safehold.web.looks import unusual, views, who

urlpatterns = [
    path("looks/purpose/", views.purpose, name="say-why"),
    path("looks/glass/", views.break_glass, name="break-glass"),
    path("looks/glass/<int:number>/end/", views.end, name="glass-end"),
    path("looks/opened/", views.opened, name="opened"),
    path("looks/opened/<int:number>/review/", views.review, name="opening-review"),
    path("looks/unusual/", unusual.unusual, name="unusual"),
    path("looks/unusual/<int:number>/", unusual.answer, name="unusual-answer"),
    path("people/<int:person>/looks/", who.of_person, name="person-looks"),
    path("cases/<str:case_id>/looks/", who.of_case, name="case-looks"),
]
