from django.urls import path

from safehold.web.attending import phone, views

app_name = "attending"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("worker.js", phone.worker, name="worker"),
    path("shell", phone.shell, name="shell"),
    path("key", phone.key, name="key"),
    path("<int:number>/", views.open_job, name="open"),
    path("<int:number>/join", views.join, name="join"),
    path("<int:number>/keep", views.keep, name="keep"),
    path("<int:number>/record", views.record, name="record"),
    path("<int:number>/aside", views.aside, name="aside"),
    path("<int:number>/looked", views.looked, name="looked"),
]
