"""Forms for signing in, changing a password, choosing a post and a text size."""

from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm

SIZES = (("m", "标准"), ("l", "大"), ("xl", "特大"))


class LoginForm(DeskForm):
    """Login name and password."""

    login = forms.CharField(
        label="登录名",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="密码", max_length=200, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class PasswordForm(DeskForm):
    """The password in use and the new one, twice."""

    current = forms.CharField(
        label="现在的密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        max_length=200,
        strip=False,
        help_text="至少 10 位，含大写字母、小写字母、数字、符号中的三种",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再写一遍新密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both new passwords must be the same."""
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两遍新密码不一样，再写一遍")
        return data


class SizeForm(forms.Form):
    """Which text size this device uses, and the page to go back to."""

    size = forms.ChoiceField(choices=SIZES)
    next = forms.CharField(required=False)


class PostForm(DeskForm):
    """The post to act in from now on."""

    post = forms.IntegerField()
