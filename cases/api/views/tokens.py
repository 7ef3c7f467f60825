"""Tokens: given for a login and password through the same lock-out as the login page, and taken back."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assistance.outcome import Refused
from cases.api.refusals import reasons_json
from cases.api.throttling import SignIn
from cases.staff.selectors import posts_of
from cases.staff.services import sign_in


class Credentials(serializers.Serializer[Any]):
    """What a caller signs in with."""

    login = serializers.CharField(max_length=40)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class Tokens(APIView):
    """POST gives a token with the posts it may act in; DELETE ends it."""

    def get_permissions(self) -> list[Any]:
        """Anybody may try to sign in; only the holder ends a token."""
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]

    def get_throttles(self) -> list[Any]:
        """Sign-in attempts have a rate of their own."""
        return [SignIn()] if self.request.method == "POST" else super().get_throttles()

    @extend_schema(
        request=Credentials,
        responses={
            200: inline_serializer(
                "TokenGiven",
                {"token": serializers.CharField(), "posts": serializers.ListField(child=serializers.DictField())},
            )
        },
    )
    def post(self, request: Request) -> Response:
        """Sign in."""
        asked = Credentials(data=request.data)
        asked.is_valid(raise_exception=True)
        now = timezone.now()
        answer = sign_in(**asked.validated_data, at=now, address=request.META.get("REMOTE_ADDR"))
        if isinstance(answer, Refused):
            return Response({"refused": reasons_json(answer.reasons)}, status=401)
        token, _ = Token.objects.get_or_create(user=answer)
        posts = [
            {"id": post.pk, "role": post.role, "area": post.area_code, "place": post.area.name}
            for post in posts_of(answer, timezone.localdate())
        ]
        return Response({"token": token.key, "posts": posts})

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """End the caller's token."""
        Token.objects.filter(user_id=request.user.pk).delete()
        return Response(status=204)
