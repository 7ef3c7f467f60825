"""The text box for values that have no boxes of their own: YAML without its traps, nothing executed, nothing guessed."""

import re
from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError

_LONGEST = 20_000


class _Reader(yaml.SafeLoader):
    """Plain data alone: 0.20 and 2025-12-31 stay text, `on` stays a word, and no part may stand for another."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse anchors' references: a page of them would unfold without end."""
        if self.check_event(yaml.AliasEvent):
            raise ValidationError("不能用 * 引用，请把内容写全", code="alias")
        return super().compose_node(parent, index)


_Reader.yaml_implicit_resolvers = {}
_Reader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_Reader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Reader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9]\d{0,8})$"), list("-0123456789"))


class _Writer(yaml.SafeDumper):
    """Writes whatever is the same twice, twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """No anchors."""
        return True


def written(value: Any) -> str:
    """A value of the book as text for the box."""
    return yaml.dump(value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100).removesuffix("...\n")


def read(text: str) -> Any:
    """What a text says as plain data; ValidationError with the line where it cannot be read."""
    try:
        return _plain(_Reader(text).get_single_data())
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        where = f"第 {mark.line + 1} 行第 {mark.column + 1} 个字" if mark else "这里"
        raise ValidationError(f"{where}读不懂：检查缩进、冒号和括号是否成对", code="syntax") from None
    except yaml.YAMLError:
        raise ValidationError("里面有不能用的控制字符，请删去", code="signs") from None
    except RecursionError:
        raise ValidationError("嵌套太深，读不了", code="depth") from None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str) and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value):
        raise ValidationError("里面有不能用的控制字符，请删去", code="signs")
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


class PlainTextField(forms.CharField):
    """A value as text."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 10, "spellcheck": "false", "class": "mono"})
        super().__init__(max_length=_LONGEST, strip=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Plain data."""
        return read(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """A value of the book as text; what the user typed stays as typed."""
        if isinstance(value, str) and value not in self.empty_values:
            return value
        return "" if value is None else written(value)
