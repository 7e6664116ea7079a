from django.urls import path

from safehold.web.board import views

urlpatterns = [
    path("board/", views.supervisor, name="supervisor"),
    path("board/left/<int:number>/<slug:do>/", views.act_on_left, name="board-left"),
    path("board/<int:number>/<slug:do>/", views.act, name="board-act"),
]
