"""The boxes of one parameter of the policy book: what every such form can do."""

from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm, dress
from eligibility import api


class Editor(DeskForm):
    """The boxes of one parameter; `value` is what the book would keep."""

    grid: Any = None  # a table draws its cells by itself

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        self.name = name
        super().__init__(*args, prefix=name.replace(".", "-"), **kwargs)
        self.build()
        dress(self.fields)

    def build(self) -> None:
        """Boxes that depend on the parameter; most editors have none."""

    @property
    def sheets(self) -> list[DeskForm]:
        """The forms whose faults the page lists."""
        return [self]

    @classmethod
    def initial_of(cls, value: Any) -> dict[str, Any]:
        """The boxes' contents for a value of the book."""
        raise NotImplementedError

    def value(self) -> Any:
        """The value for the book."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """What the boxes say must have the form that the registry knows; the registry's own words say what is wrong."""
        given = super().clean() or {}
        if not self.errors:
            try:
                api.check_value(self.name, self.value(), self.name)
            except api.BadValue as bad:
                raise forms.ValidationError(f"{in_words(bad.path, self.name)}{bad.message}") from None
        return given


def in_words(path: str, name: str) -> str:
    """Where in a value something is wrong, as it stands in the text box."""
    return f"{path}：" if path != name else ""
