from django.urls import path

from safehold.web.standards import attended, conflicts, known, views

urlpatterns = [
    path("standards/", views.page, name="staff-concerned"),
    path("standards/alerts/<int:number>/", views.answer, name="staff-alert-answer"),
    path("standards/cases/<str:case_id>/restrict", views.restrict, name="staff-restrict"),
    path("standards/cases/<str:case_id>/notify", views.notify, name="staff-notify"),
    path("standards/cases/<str:case_id>/theirs", views.theirs, name="staff-theirs"),
    path("standards/staff/", known.page, name="staff-known"),
    path("standards/staff/<int:posting>/", known.place, name="staff-place"),
    path("standards/attended/", attended.page, name="attended"),
    path("standards/attended/<int:number>/", attended.answer, name="attended-answer"),
    path("conflicts/", conflicts.page, name="conflicts"),
    path("conflicts/<int:number>/end", conflicts.end, name="conflict-end"),
]
