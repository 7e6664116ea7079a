from django.urls import path

from safehold.web.looks import views

urlpatterns = [
    path("looks/purpose/", views.purpose, name="say-why"),
    path("looks/glass/", views.break_glass, name="break-glass"),
    path("looks/glass/<int:number>/end/", views.end, name="glass-end"),
    path("looks/opened/", views.opened, name="opened"),
    path("looks/opened/<int:number>/review/", views.review, name="opening-review"),
]
