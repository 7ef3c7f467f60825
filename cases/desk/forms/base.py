"""The renderer named by FORM_RENDERER, and a form whose fields carry our classes and our own words."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from cases.desk.forms.fields import Choices, Ticks

_CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.MultipleChoiceField)


class Renderer(TemplatesSetting):
    """Draws every field group with the desk's own component."""

    field_template_name = "components/field.html"


class DeskForm(forms.Form):
    """A form without label colons, whose errors say what to fill in."""

    rare: tuple[str, ...] = ()  # boxes that few need: they stand folded

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self.fields)

    @property
    def rare_boxes(self) -> list[forms.BoundField]:
        """The boxes that few fill in."""
        return [self[name] for name in self.rare]

    @property
    def rare_open(self) -> bool:
        """Whether one of them holds something or is wrong."""
        return any(box.value() not in (None, "") or box.errors for box in self.rare_boxes)


def dress(fields: dict[str, forms.Field]) -> None:
    """Give fields our CSS class and a "required" error that names the field; also for model forms."""
    for name, field in fields.items():
        label = field.label or name
        _style(field)
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            verb = "选" if isinstance(field, _CHOSEN) else "填"
            field.error_messages["required"] = f"{verb}{label}"


def _style(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        field.is_tick = True  # type: ignore[attr-defined]  # read by components/field.html
    elif not isinstance(widget, (Choices, Ticks, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        held = widget.attrs.get("class", "")
        widget.attrs["class"] = held if "input" in held.split() else f"input {held}".strip()
