from django.urls import path

from safehold.web.matrix import views

urlpatterns = [path("access/matrix/", views.matrix, name="access-matrix")]
