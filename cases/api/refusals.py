"""How the machines' face says no: the same reasons as the screens, as JSON."""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from assistance.outcome import Reason, Refused

_CONFLICTS = {"stale", "busy", "no_such_move", "four_eyes"}


class RefusedByLaw(APIException):
    """An act was refused; 409 when the case has moved meanwhile, else 422."""

    default_code = "refused"

    def __init__(self, refusal: Refused, path: str = "") -> None:
        self.reasons, self.path = refusal.reasons, path  # the path says which part of a body was refused
        self.status_code = 409 if _CONFLICTS.intersection(reason.code for reason in refusal.reasons) else 422
        super().__init__(detail=str(refusal))


def reasons_json(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Reasons as JSON objects."""
    return [{"code": reason.code, "text": reason.text} for reason in reasons]


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler, with refusals as a list of reasons."""
    if isinstance(error, RefusedByLaw):
        # nothing to roll back here: acts run in a transaction of their own (idempotency.once), which has rolled back
        placed = {"path": error.path} if error.path else {}
        return Response({"refused": reasons_json(error.reasons), **placed}, status=error.status_code)
    return exception_handler(error, context)
