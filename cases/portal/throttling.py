"""How often one address may ask the law; counted in the cache, and no cache means no answer rather than no limit."""

from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle

TOO_OFTEN = "刚才问得太快，请等 {seconds} 秒再按“看结果”。填的内容都在下面。"
CANNOT_COUNT = "现在算不了，请过几分钟再按“看结果”。填的内容都在下面。"


class Screens(SimpleRateThrottle):
    """Questions put from one address; it is the address that the last gateway of ours has seen."""

    scope = "screen"

    def get_cache_key(self, request: HttpRequest, _view: object) -> str:
        """Under what the address is counted."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}  # type: ignore[arg-type]


def refusal(request: HttpRequest) -> tuple[int, str] | None:
    """Why this question is not answered now, as status and words; None when it is."""
    screens = Screens()
    try:
        if screens.allow_request(request, None):  # type: ignore[arg-type]
            return None
    except RedisError:
        return 503, CANNOT_COUNT
    return 429, TOO_OFTEN.format(seconds=int(screens.wait() or 0) + 1)
