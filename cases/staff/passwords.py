"""Password rules that 等保三级 8.1.4 asks for on top of Django's own."""

from django.core.exceptions import ValidationError


class ThreeKindsValidator:
    """At least three of: lower case, upper case, digits, signs."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError when fewer than three kinds of characters are used."""
        kinds = [str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum()]
        if sum(any(map(kind, password)) for kind in kinds) < 3:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """What is allowed."""
        return "密码至少10位，并包含大写字母、小写字母、数字、符号中的三种"
