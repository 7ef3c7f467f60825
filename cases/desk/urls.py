"""Addresses of the desk; one name in four places: URL, view, template, test."""

from django.conf import settings
from django.urls import path

from cases.desk.views import account, dev_ui, search, workbench

app_name = "desk"

urlpatterns = [
    # the frame
    path("", workbench.today, name="workbench"),
    path("login/", account.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("password/", account.password, name="password"),
    path("posts/", account.posts, name="posts"),
    path("size/", account.size, name="size"),
    path("search/", search.search, name="search"),
]

if settings.DEBUG or settings.SHOW_COMPONENTS:
    urlpatterns += [
        path("dev/ui/", dev_ui.gallery, name="dev-ui"),
        path("dev/split/", dev_ui.split, name="dev-split"),
    ]
