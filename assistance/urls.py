"""Which face answers which address; Django's own admin is for system administrators only."""

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers; for the container's health check."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("system/", admin.site.urls),
    path("api/v1/", include("cases.api.urls")),
    path("", include("cases.portal.urls")),
    path("", include("cases.desk.urls")),
]
