from django.urls import path

from safehold.web.samples import auditing, views

urlpatterns = [
    path("samples/", views.listed, name="samples"),
    path("samples/draw/", views.draw, name="samples-draw"),
    path("samples/mine/", auditing.mine, name="samples-mine"),
    path("samples/<int:number>/", views.sample, name="sample"),
    path("samples/cases/<int:number>/", auditing.case, name="sample-case"),
    path("samples/cases/<int:number>/reviewer/<int:place>/", views.seat, name="sample-seat"),
]
