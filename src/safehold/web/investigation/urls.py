from django.urls import path

from safehold.web.investigation import views

urlpatterns = [
    path("cases/<str:case_id>/investigation/", views.page, name="case-investigation"),
    path("cases/<str:case_id>/investigation/file/", views.file, name="case-investigation-file"),
]
