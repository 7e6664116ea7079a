from django.urls import path

from safehold.web.sharing import one, sharing, views

urlpatterns = [
    path("cases/<str:case_id>/share/", sharing.share_case, name="case-share"),
    path("sharing/", views.lists, name="sharing"),
    path("sharing/<int:number>/", views.one, name="share"),
    path("sharing/<int:number>/received/", one.received, name="share-received"),
    path("sharing/<int:number>/end/", one.ended, name="share-end"),
    path("sharing/<int:number>/change/", one.changed, name="share-change"),
    path("sharing/<int:number>/more/", one.more, name="share-more"),
    path("sharing/<int:number>/consent/", one.consent, name="share-consent"),
    path("sharing/<int:number>/record/", one.record_what, name="share-record-what"),
    path("sharing/<int:number>/record/<str:kind>/", one.record, name="share-record"),
]
