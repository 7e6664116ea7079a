from django.urls import path

from safehold.web.board import second, units, views

urlpatterns = [
    path("board/", views.supervisor, name="supervisor"),
    path("board/alarm/<int:number>/", views.take_alarm, name="board-alarm"),
    path("units/", units.page, name="units"),
    path("units/<int:number>/off/", units.end, name="units-off"),
    path("units/<int:number>/done/", units.done, name="units-done"),
    path("second-checks/", second.second_checks, name="second-checks"),
    path("second-checks/<int:number>/", second.check, name="second-check"),
    path("board/left/<int:number>/<slug:do>/", views.act_on_left, name="board-left"),
    path("board/<int:number>/<slug:do>/", views.act, name="board-act"),
]
