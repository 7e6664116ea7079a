from django.urls import path

from safehold.web.rules import changing, views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/changes/", changing.listed, name="rule-changes"),
    path("rules/changes/propose", changing.propose, name="rule-propose"),
    path("rules/changes/<int:number>/", changing.one, name="rule-change"),
    path("rules/changes/<int:number>/answer", changing.answer, name="rule-change-answer"),
    path("rules/changes/<int:number>/withdraw", changing.withdraw, name="rule-change-withdraw"),
    path("rules/changes/<int:number>/try", changing.again, name="rule-change-try"),
    path("rules/<slug:name>/", views.rule, name="rule"),
    path("rules/<slug:name>/try", changing.try_out, name="rule-try"),
    path("rules/<slug:name>/end", changing.end, name="rule-end"),
]
