"""Who calls: token or session, the post that acts, the roles that may, and the area scope of the transaction."""

from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.request import Request
from rest_framework.views import APIView

from cases.staff.models import Officer, Post
from cases.staff.scope import enter_as
from cases.staff.selectors import posts_of


class Posted(APIView):
    """A view of an officer in post; both walls stand before the first query.

    An officer with several posts names one in the header `X-Post` (its id); without it the first one acts.
    """

    roles: ClassVar[frozenset[str] | None] = None  # None: every post may read

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, choose the post, enter its scope, then let DRF check the rest."""
        super().initial(request, *args, **kwargs)
        if not isinstance(request.user, Officer):
            raise NotAuthenticated
        self.post_held = self._choose(request, request.user)
        if self.roles is not None and self.post_held.role not in self.roles:
            raise PermissionDenied("您的岗位不能使用这个接口")
        enter_as(self.post_held)

    def _choose(self, request: Request, officer: Officer) -> Post:
        held = posts_of(officer, timezone.localdate())
        wanted = request.headers.get("X-Post")
        session_post: Post | None = getattr(request._request, "post", None)
        if wanted is None and session_post is not None:
            return session_post
        chosen = next((post for post in held if wanted is None or str(post.pk) == wanted), None)
        if chosen is None:
            raise PermissionDenied("您没有这个岗位" if held else "您目前没有在任岗位")
        return chosen
