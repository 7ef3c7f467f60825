"""`manage.py assess --input case.json [--explain | --month]`: what the law answers; nothing is stored."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError

from eligibility import api
from eligibility.management.reading import UNREADABLE, BadJson, questions

Answered = TypeVar("Answered")


class Command(BaseCommand):
    """Answers one question, a list of them, or JSON lines, in the form in which they were asked."""

    help = "按政策簿测算一个或多个案例；不保存任何内容。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--input", required=True, help="JSON 文件，或 - 表示标准输入")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--explain", action="store_true", help="以中文计算表输出")
        form.add_argument("--month", action="store_true", help="测算 on 所在的整月：按变化的日子分段")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases, form = questions(_text(options["input"]))
        except BadJson as bad:
            raise CommandError(f"{options['input']}：{bad}", returncode=UNREADABLE) from bad
        if options["month"]:
            months = [_read(raw, place, form, _of_month) for place, raw in enumerate(cases)]
            self.stdout.write(_written([month.to_json() for month in months], form))
            return
        answers = [_read(raw, place, form, api.assess) for place, raw in enumerate(cases)]
        if options["explain"]:
            self.stdout.write("\n\n".join(api.explained(answer) for answer in answers))
            return
        self.stdout.write(_written([answer.to_json() for answer in answers], form))


def _of_month(raw: Any) -> api.WholeMonth:
    question = api.Question.from_json(raw)
    return api.assess_month([(question.on, question)], question.on)


def _read(raw: Any, place: int, form: str, answer: Callable[[Any], Answered]) -> Answered:
    """What the law answers; a case that cannot be read is named in the refusal."""
    try:
        return answer(raw)
    except api.BadInput as bad:
        case = raw.get("id") if isinstance(raw, dict) else None
        number = "" if form == "object" else f"第 {place + 1} 个"
        named = f"案例 {case!r}" if isinstance(case, str) else "案例"
        raise CommandError(f"{number}{named}：{bad}", returncode=UNREADABLE) from bad


def _text(source: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as bad:
        raise CommandError(f"读不了 {source}：{bad}", returncode=UNREADABLE) from bad


def _written(answers: list[dict[str, Any]], form: str) -> str:
    if form == "lines":
        return "\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    return json.dumps(answers[0] if form == "object" else answers, ensure_ascii=False, indent=2)
