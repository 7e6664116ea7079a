from django.urls import path

from safehold.web.people import views

urlpatterns = [path("people/", views.find_person, name="find-person")]
