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

    def __init__(self, refusal: Refused) -> None:
        self.reasons = refusal.reasons
        self.status_code = 409 if _CONFLICTS.intersection(reason.code for reason in refusal.reasons) else 422
        super().__init__(detail=str(refusal))


def reasons_json(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Reasons as JSON objects."""
    return [{"code": reason.code, "text": reason.text} for reason in reasons]


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler, with refusals as a list of reasons."""
    if isinstance(error, RefusedByLaw):
        # the view's own transaction must not keep half an act
        from rest_framework.views import set_rollback

        set_rollback()
        return Response({"refused": reasons_json(error.reasons)}, status=error.status_code)
    return exception_handler(error, context)
