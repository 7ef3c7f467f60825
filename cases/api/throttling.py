"""How often one officer or one address may call; counted in the cache, and no cache means no service rather than no limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

if TYPE_CHECKING:  # DRF's views read this module's names from the settings while they are imported
    from rest_framework.views import APIView


class Unavailable(APIException):
    """The counter cannot be reached."""

    status_code = 503
    default_detail = "接口计数暂不可用，请稍后再试"
    default_code = "unavailable"


class _Counted(SimpleRateThrottle):
    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether the call is inside its rate; 503 when nobody can count."""
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            raise Unavailable from error


class PerOfficer(_Counted, UserRateThrottle):
    """Signed-in callers."""

    scope = "officer"


class PerAddress(_Counted, AnonRateThrottle):
    """Callers who are not signed in."""

    scope = "address"


class SignIn(_Counted, AnonRateThrottle):
    """Attempts to get a token; the lock-out of the login itself is counted in PostgreSQL."""

    scope = "sign_in"
