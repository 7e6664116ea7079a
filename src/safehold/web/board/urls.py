from django.urls import path

from safehold.web.board import second, views

urlpatterns = [
    path("board/", views.supervisor, name="supervisor"),
    path("board/alarm/<int:number>/", views.take_alarm, name="board-alarm"),
    path("second-checks/", second.second_checks, name="second-checks"),
    path("second-checks/<int:number>/", second.check, name="second-check"),
    path("board/left/<int:number>/<slug:do>/", views.act_on_left, name="board-left"),
    path("board/<int:number>/<slug:do>/", views.act, name="board-act"),
]
