from django.urls import path

from safehold.web.plans import places, steps, views

urlpatterns = [
    path("cases/<str:case_id>/plan/", views.plan, name="plan"),
    path("cases/<str:case_id>/plan/make/", views.make, name="plan-make"),
    path("cases/<str:case_id>/plan/library/", views.library, name="plan-library"),
    path("cases/<str:case_id>/plan/add/", views.add, name="plan-add"),
    path("cases/<str:case_id>/plan/actions/<int:seq>/", steps.action, name="plan-action"),
    path("cases/<str:case_id>/plan/review/", steps.review, name="plan-review"),
    path("cases/<str:case_id>/plan/escorts/<int:seq>/", steps.escort, name="plan-escort"),
    path("cases/<str:case_id>/plan/move/", steps.move, name="plan-move"),
    path("cases/<str:case_id>/plan/copy/", steps.copy, name="plan-copy"),
    path("places/", places.places, name="places"),
]
