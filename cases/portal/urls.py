"""Addresses of the public's face."""

from django.urls import path

from cases.portal.views import screen

app_name = "portal"

urlpatterns = [
    path("screen/", screen.screen, name="screen"),
]
