"""Django's own admin: people, posts and places, for system administrators in post; no case and no money moves here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils import timezone

from assistance.fields import blind_index
from cases.staff.models import Area, Officer, Post, Relative, SignInAttempt
from cases.workflow.journal import record


class OfficerForm(forms.ModelForm[Officer]):
    """An officer with an ID number (kept as a blind index only) and a first password."""

    id_number = forms.CharField(
        label="身份证号", max_length=18, required=False, help_text="只保存不可还原的索引，用来保证一人一号"
    )
    new_password = forms.CharField(label="设定密码", widget=forms.PasswordInput, required=False)

    class Meta:
        model = Officer
        fields = ("login", "name", "is_active")

    def clean(self) -> dict[str, Any]:
        """A new officer needs both; a password must pass the rules."""
        data = super().clean() or {}
        if self.instance.pk is None:
            for name in ("id_number", "new_password"):
                if not data.get(name):
                    self.add_error(name, "新建人员必须填写")
        if password := data.get("new_password"):
            try:
                password_validation.validate_password(password, self.instance)
            except forms.ValidationError as error:
                self.add_error("new_password", error)
        if number := data.get("id_number"):
            index = blind_index(number, "person")
            if Officer.objects.filter(person_index=index).exclude(pk=self.instance.pk).exists():
                self.add_error("id_number", "此人已有登录名，一人只能有一个")
            self.instance.person_index = index
        return data

    def save(self, commit: bool = True) -> Officer:
        """Hash the password when one was given."""
        if password := self.cleaned_data.get("new_password"):
            self.instance.set_password(password)
            self.instance.password_set_at = timezone.now()
        saved: Officer = super().save(commit)
        return saved


class Journalled(admin.ModelAdmin[Any]):
    """Whatever the admin writes leaves a line in our journal, in the same transaction."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save and record which fields were touched, never their values."""
        super().save_model(request, obj, form, change)
        subject = obj if isinstance(obj.pk, int) else None
        post: Post = request.post  # type: ignore[attr-defined]  # who gets in holds one
        record(
            "admin_change" if change else "admin_add",
            actor=post,
            at=timezone.now(),
            area_code=post.area_code,
            subject=subject,
            kind=obj._meta.model_name,
            detail={"fields": form.changed_data, "key": str(obj.pk)},
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ended by a date, never deleted."""
        return False


@admin.register(Officer)
class OfficerAdmin(Journalled):
    """People."""

    form = OfficerForm
    list_display = ("login", "name", "is_active", "last_login")
    search_fields = ("login", "name")


@admin.register(Post)
class PostAdmin(Journalled):
    """Who acts where, from when to when."""

    list_display = ("officer", "area", "role", "period")
    list_filter = ("role",)
    search_fields = ("officer__name", "officer__login", "area__name")
    autocomplete_fields = ("officer", "area")


@admin.register(Area)
class AreaAdmin(Journalled):
    """The official tree."""

    list_display = ("code", "name", "level", "setting", "hardship_class")
    list_filter = ("level",)
    search_fields = ("code", "name")
    raw_id_fields = ("parent",)


@admin.register(Relative)
class RelativeAdmin(Journalled):
    """Close relatives of staff, recorded (L57 art.11)."""

    list_display = ("officer", "name", "relation", "recorded_at")
    search_fields = ("officer__name", "name")
    exclude = ("person_index",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Recorded on the desk, where the ID number is checked."""
        return False


@admin.register(SignInAttempt)
class SignInAttemptAdmin(admin.ModelAdmin[SignInAttempt]):
    """Attempts to sign in, to read only."""

    list_display = ("login", "at", "succeeded", "address")
    list_filter = ("succeeded",)
    search_fields = ("login",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Written by signing in."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Append-only."""
        return False

    has_delete_permission = has_change_permission
