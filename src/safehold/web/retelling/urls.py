from django.urls import path

from safehold.web.retelling import views

urlpatterns = [
    path("retelling/", views.files, name="retelling"),
    path("retelling/<int:number>/", views.one, name="retelling-file"),
    path("retelling/<int:number>/account.md", views.written, name="retelling-account"),
]
