from django.urls import path

from safehold.web.unit import views

urlpatterns = [
    path("unit/", views.unit, name="unit"),
    path("unit/on/", views.sign_on, name="unit-on"),
    path("unit/off/", views.sign_off, name="unit-off"),
    path("unit/<int:number>/", views.job, name="unit-job"),
    path("unit/<int:number>/read/", views.read, name="unit-read"),
    path("unit/<int:number>/there/", views.there, name="unit-there"),
    path("unit/<int:number>/done/", views.done, name="unit-done"),
]
