from django.urls import path

from safehold.web.case import picture, views

urlpatterns = [
    path("cases/<str:case_id>/", views.case, name="case"),
    path("cases/<str:case_id>/record/", views.record_what, name="case-record-what"),
    path("cases/<str:case_id>/record/<str:kind>/", views.record, name="case-record"),
    path("cases/<str:case_id>/around/", picture.around, name="case-around"),
]
