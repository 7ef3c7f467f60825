"""An act over the API: one transaction, the roles that may, and the stored answer when the same call comes again under its key."""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.outcome import refused
from cases.api.refusals import RefusedByLaw
from cases.workflow.models import IdempotentCall

HEADER = "Idempotency-Key"
KEY = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="调用方自定的键（1至80个可见ASCII字符）：同键同内容再次调用，返回第一次的结果，不重复办理；同键异内容为422",
)
Act = Callable[..., Response]


def once(*roles: str) -> Callable[[Act], Act]:
    """Do an act whole or not at all, for these roles (none named: the tables of moves decide), once under one key.

    Only an act that was done is remembered: a refusal wrote nothing, so asking again under its key is asking anew.
    """

    def wrap(act: Act) -> Act:
        @wraps(act)
        def acted(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
            if roles and self.post_held.role not in roles:
                raise PermissionDenied("您的岗位不能办理这一项")
            with transaction.atomic():  # an exception rolls the whole act back before DRF turns it into an answer
                key = _key(request)
                if key is None:
                    return act(self, request, *args, **kwargs)
                return _once(self, request, key, lambda: act(self, request, *args, **kwargs))

        return acted

    return wrap


def _key(request: Request) -> str | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= 80 or not all("!" <= sign <= "~" for sign in key):
        raise ValidationError({"invalid": [{"path": HEADER, "text": "应为1至80个可见ASCII字符"}]})
    return key


def _once(view: Any, request: Request, key: str, act: Callable[[], Response]) -> Response:
    officer, digest = view.post_held.officer_id, _digest(request, view.post_held.pk)
    with connection.cursor() as cursor:  # the same key at the same moment waits for the first answer
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotent {officer} {key}"])
    known = IdempotentCall.objects.filter(officer=officer, key=key).first()
    if known is None:
        answer = act()
        body = json.loads(JSONRenderer().render(answer.data))
        IdempotentCall.objects.create(
            officer_id=officer, key=key, digest=digest, status=answer.status_code, body=body, at=timezone.now()
        )
        return answer
    if bytes(known.digest) != digest:
        raise RefusedByLaw(refused("key_reused", f"{HEADER} “{key}”已用于另一次内容不同的调用，请换一个键"))
    return Response(known.body, status=known.status)


def _digest(request: Request, post: int) -> bytes:
    """What makes two calls the same: method, address, post, and the content whatever its encoding."""
    content = json.dumps(_plain(request.data), ensure_ascii=True, sort_keys=True)
    return sha256(f"{request.method} {request.path} {post} {content}".encode()).digest()


def _plain(data: Any) -> Any:
    if isinstance(data, UploadedFile):
        content = data.read()
        data.seek(0)
        return [data.name, sha256(content).hexdigest()]
    if hasattr(data, "lists"):  # a form: a file's parts come between boundaries that differ from call to call
        return {name: [_plain(value) for value in values] for name, values in data.lists()}
    return data
