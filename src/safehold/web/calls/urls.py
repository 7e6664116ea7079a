from django.urls import path

from safehold.web.calls import finding, views

urlpatterns = [
    path("calls/new", views.new_call, name="new-call"),
    path("calls/check", views.check, name="call-check"),
    path("calls/draft", views.draft, name="call-draft"),
    path("calls/leave", views.leave, name="call-leave"),
    path("calls/act", views.act, name="call-act"),
    path("calls/find", finding.find_call, name="find-call"),
    path("calls/<int:number>", views.call, name="call"),
]
