from django.urls import path

from safehold.web.administration import recoveries, services, staff

urlpatterns = [
    path("", staff.page, name="administration"),
    path("staff/add", staff.add, name="staff-add"),
    path("staff/<int:number>/", staff.member, name="staff-member"),
    path("staff/<int:number>/post", staff.post, name="staff-post"),
    path("staff/<int:number>/postings/<int:posting>/end", staff.posting_end, name="staff-posting-end"),
    path("staff/<int:number>/sessions/end", staff.sessions_end, name="staff-sessions-end"),
    path("staff/<int:number>/sessions/<int:session>/end", staff.session_end, name="staff-session-end"),
    path("staff/<int:number>/anew", recoveries.ask, name="staff-anew"),
    path("staff/<int:number>/leaves", staff.leaves, name="staff-leaves"),
    path("given/", recoveries.given, name="roles-given"),
    path("anew/", recoveries.page, name="recoveries"),
    path("anew/<int:number>/", recoveries.answer, name="recovery-answer"),
    path("services/", services.page, name="services"),
    path("services/add", services.add, name="service-add"),
    path("services/<slug:name>/", services.one, name="service"),
    path("services/<slug:name>/end", services.end, name="service-end"),
    path("services/<slug:name>/tokens/<int:number>/revoke", services.revoke, name="token-revoke"),
]
