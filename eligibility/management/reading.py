"""What the law's commands read from the command line and from files: strictly, with the place of each fault."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import CommandError

from eligibility import api
from eligibility.core import areas

UNREADABLE = 2


class BadJson(ValueError):
    """A text that is no JSON, or JSON that says the same thing twice."""


def area(text: str) -> str:
    """A division code or its beginning."""
    try:
        return areas.full(text)
    except api.BadArea as bad:
        raise CommandError(str(bad), returncode=UNREADABLE) from bad


def day(text: str, option: str) -> date:
    """A day written YYYY-MM-DD and nothing else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise CommandError(f"{option} 不对：{text!r}。应为实际存在的日期，如 2026-01-01。", returncode=UNREADABLE)
    return found


def known_by(text: str | None) -> datetime | None:
    """A moment, or the beginning of a day in China."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"--known-by 不对：{text!r}。应为 2022-01-01 或 2022-01-01T00:00:00+08:00。"
        raise CommandError(message, returncode=UNREADABLE) from None
    if len(text) == len("2022-01-01"):
        moment = datetime.combine(moment.date(), time())
    return moment if moment.tzinfo else moment.replace(tzinfo=api.SHANGHAI)


def questions(text: str) -> tuple[list[Any], str]:
    """The cases in a text and how they were written: one `object`, a `list`, or JSON `lines`."""
    if not text.strip():
        raise BadJson("没有内容；应为一个案例、案例的列表，或每行一个案例")
    try:
        whole = _json(text)
    except BadJson as bad:
        if "\n" not in text.strip():
            raise
        try:
            return list(_lines(text)), "lines"
        except BadJson as line:
            raise (bad if text.lstrip().startswith("[") else line) from None
    return (whole, "list") if isinstance(whole, list) else ([whole], "object")


def _lines(text: str) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield _json(line)
            except BadJson as bad:
                raise BadJson(f"第 {number} 行：{bad}") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as bad:
        raise BadJson(f"不是 JSON（第 {bad.lineno} 行第 {bad.colno} 列）：{bad.msg}") from None
    except RecursionError:
        raise BadJson("不是可读的 JSON：嵌套过深") from None
    except BadJson:
        raise
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise BadJson("不是可读的 JSON：数字过长") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadJson(f"同一对象中 {twice!r} 出现了两次")
    return plain


def _no_constant(name: str) -> Any:
    raise BadJson(f"{name} 不是 JSON 的值")
