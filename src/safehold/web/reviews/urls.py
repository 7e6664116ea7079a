from django.urls import path

from safehold.web.reviews import opening, papers, saying, views

urlpatterns = [
    path("reviews/", views.listed, name="reviews"),
    path("cases/<str:case_id>/review/", opening.open_, name="case-review"),
    path("reviews/<int:number>/", views.front, name="review"),
    path("reviews/<int:number>/chronology/", views.chronology, name="review-chronology"),
    path("reviews/<int:number>/findings/", views.findings, name="review-findings"),
    path("reviews/<int:number>/reports/", views.reports, name="review-reports"),
    path("reviews/<int:number>/learning/", views.learning, name="review-learning"),
    path("reviews/<int:number>/family/", views.contact, name="review-contact"),
    path("reviews/<int:number>/names/", views.people, name="review-people"),
    path("reviews/<int:number>/report/", views.leaving, name="review-leaving"),
    path("reviews/<int:number>/say/<slug:what>/", saying.say, name="review-say"),
    path("reviews/<int:number>/reports/add/", papers.add, name="review-paper-add"),
    path("reviews/<int:number>/papers/<int:paper>/", papers.paper, name="review-paper"),
    path("reviews/<int:number>/report/template/", papers.template, name="review-template"),
    path("reviews/<int:number>/report/make/", papers.make, name="review-make"),
    path("reviews/<int:number>/seat/", saying.seat, name="review-seat"),
]
