from django.urls import path

from safehold.web.work import views

urlpatterns = [
    path("work/", views.my_work, name="my-work"),
    path("work/asked/<int:number>/", views.answered, name="answered"),
    path("duties/<int:trigger>/<slug:rule>/<slug:token>/", views.duty, name="duty"),
    path("duties/<int:trigger>/<slug:rule>/<slug:token>/<slug:do>/", views.duty_do, name="duty-do"),
]
