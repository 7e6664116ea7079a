from django.urls import path

from safehold.web.documents import asked, leaving, making, overview

urlpatterns = [
    path("documents/", overview.listed, name="documents"),
    path("documents/requests/new/", asked.receive, name="document-request-new"),
    path("documents/requests/<int:number>/", asked.request_, name="document-request"),
    path("documents/requests/<int:number>/step/", asked.step, name="document-request-step"),
    path("documents/<int:number>/", leaving.document, name="document"),
    path("documents/<int:number>/answer/", leaving.answer, name="document-answer"),
    path("documents/<int:number>/copy/", leaving.copy, name="document-copy"),
    path("documents/<int:number>/copies/<int:copy>/", leaving.again, name="document-copy-again"),
    path("cases/<str:case_id>/documents/", overview.of_case, name="case-documents"),
    path("cases/<str:case_id>/documents/make/", making.make, name="case-document-make"),
    path("cases/<str:case_id>/documents/request/", asked.receive, name="case-request-new"),
    path("cases/<str:case_id>/documents/request/<int:number>/", asked.found, name="case-request-found"),
]
