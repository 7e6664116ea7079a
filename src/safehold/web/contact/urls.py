from django.urls import path

from safehold.web.contact import outbox, views

urlpatterns = [
    path("cases/<str:case_id>/contact/", views.contact, name="contact"),
    path("cases/<str:case_id>/contact/safe/", views.set_safe, name="contact-safe"),
    path("cases/<str:case_id>/contact/try/", views.attempt, name="contact-try"),
    path("cases/<str:case_id>/contact/write/", views.write, name="contact-write"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:number>/", outbox.message, name="message"),
    path("outbox/<int:number>/answer/", outbox.answer, name="message-answer"),
]
