"""Signing in and out, the password, the post to act in, and the text size of this device."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from assistance.outcome import Refused
from cases.desk.access import OfficerRequest, may, way_back
from cases.desk.forms.account import LoginForm, PasswordForm, PostForm, SizeForm
from cases.staff import selectors, services

_YEAR = 365 * 24 * 3600
_ENDED = {
    "idle": "30 分钟没有操作，已经退出。登录后接着办，填过并存下的都在。",
    "absolute": "登录满 8 小时，请再登录一次。填过并存下的都在。",
}


@sensitive_post_parameters("password")
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The login page; after it, the page that was asked for."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated and request.method != "POST":
        return redirect(way_back(request, asked, "desk:workbench"))
    form = LoginForm(request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        found = services.sign_in(**form.cleaned_data, at=timezone.now(), address=request.META.get("REMOTE_ADDR"))
        if not isinstance(found, Refused):
            auth.login(request, found, backend="django.contrib.auth.backends.ModelBackend")
            return redirect(way_back(request, asked, "desk:workbench"))
        refused = str(found)
    ended = _ENDED.get(request.session.pop("ended_by", "")) if request.method != "POST" else None
    context = {"form": form, "refused": refused, "ended": ended, "next": asked}
    return render(request, "desk/login.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("desk:login")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may()
def password(request: OfficerRequest) -> HttpResponse:
    """A new password; other sessions of this officer end with the old one."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        refusal = services.change_password(request.user, data["current"], data["new"], at=timezone.now())
        if refusal is None:
            auth.update_session_auth_hash(request, request.user)
            messages.success(request, "密码已改，其他设备上的登录已退出")
            return redirect("desk:workbench")
        for reason in refusal.reasons:
            form.add_error("current" if reason.code == "wrong" else "new", reason.text)
    return render(request, "desk/password.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may()
def posts(request: OfficerRequest) -> HttpResponse:
    """Choose among the posts held today; area and rights follow from it."""
    held = selectors.posts_of(request.user, timezone.localdate())
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = next((post for post in held if post.pk == form.cleaned_data["post"]), None)
        if chosen is not None:
            request.session["post_id"] = chosen.pk
            messages.success(request, f"现在是{chosen.area.name}{chosen.get_role_display()}")
            return redirect("desk:workbench")
        messages.warning(request, "没有换：这个岗位今天不在任，请在下面选一个")
    return render(request, "desk/posts.html", {"posts": held}, status=422 if request.method == "POST" else 200)


@require_POST
def size(request: HttpRequest) -> HttpResponse:
    """Remember 标准, 大 or 特大 on this device and go back; the way without script."""
    form = SizeForm(request.POST)
    chosen = form.cleaned_data if form.is_valid() else {"size": "m", "next": ""}
    response = HttpResponseRedirect(way_back(request, chosen["next"], "desk:workbench"))
    # readable by app.js, which sets the same cookie without a round trip
    response.set_cookie("size", chosen["size"], max_age=_YEAR, samesite="Strict", secure=request.is_secure())
    return response
