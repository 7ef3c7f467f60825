"""Addresses of the machines' face."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from cases.api.views import applications, households, law, lists, matching, moves, payouts, tokens

app_name = "api"

router = SimpleRouter()
router.register("areas", lists.Areas, basename="areas")
router.register("households", households.Households, basename="households")
router.register("applications", applications.Applications, basename="applications")
router.register("assessments", law.Assessments, basename="assessments")
router.register("awards", lists.Awards, basename="awards")
router.register("payout-runs", payouts.PayoutRuns, basename="payout-runs")
router.register("payout-lines", lists.PayoutLines, basename="payout-lines")
router.register("enquiries", matching.Enquiries, basename="enquiries")
router.register("differences", matching.Differences, basename="differences")
router.register("reaudits", moves.Reaudits, basename="reaudits")

urlpatterns = [
    path("tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("policy/", law.PolicyInForce.as_view(), name="policy"),
    path("clock/", law.Clock.as_view(), name="clock"),
    path("schema/", SpectacularAPIView.as_view(api_version="1"), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    *router.urls,
]
