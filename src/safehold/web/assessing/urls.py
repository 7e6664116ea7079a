from django.urls import path

from safehold.web.assessing import acting, views

urlpatterns = [
    path("cases/<str:case_id>/risk/", views.risk, name="case-risk"),
    path("cases/<str:case_id>/risk/assess/", views.assess, name="case-risk-assess"),
    path("cases/<str:case_id>/risk/assess/<slug:instrument>/", views.assess, name="case-risk-form"),
    path("cases/<str:case_id>/risk/<slug:act>/", acting.act, name="case-risk-do"),
]
