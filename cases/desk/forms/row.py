"""One entry of a list of the policy book as boxes, and the boxes that several lists share."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.desk.forms.base import DeskForm


def choices_of(words: Mapping[str, str], empty: str | None = None) -> list[tuple[str, str]]:
    """What may be chosen, with nothing first where that is allowed."""
    return [*([("", empty)] if empty is not None else []), *words.items()]


def choice(label: str, words: Mapping[str, str], empty: str | None = "选一种", **kwargs: Any) -> forms.ChoiceField:
    """One of several words."""
    return forms.ChoiceField(label=label, choices=choices_of(words, empty), **kwargs)


def age(label: str) -> forms.IntegerField:
    """An age in years."""
    box = forms.TextInput({"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=130, required=False, widget=box)


class Row(DeskForm):
    """One entry; boxes left empty are left out of it."""

    hint = ""
    wide = False  # too many boxes for one line of a table
    keys: frozenset[str] = frozenset()  # what boxes can show; an entry with more is edited as text

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """The boxes' contents for an entry."""
        return dict(row)

    def row(self) -> dict[str, Any]:
        """The entry for the book."""
        return {key: self.cleaned_data[key] for key in self.base_fields if self.cleaned_data.get(key) not in (None, "")}
