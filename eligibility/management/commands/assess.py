"""`manage.py assess --input case.json [--explain]`: what the law answers; nothing is stored."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility import api
from eligibility.management.reading import UNREADABLE, BadJson, questions


class Command(BaseCommand):
    """Answers one question, a list of them, or JSON lines, in the form in which they were asked."""

    help = "按政策簿测算一个或多个案例；不保存任何内容。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--input", required=True, help="JSON 文件，或 - 表示标准输入")
        parser.add_argument("--explain", action="store_true", help="以中文计算表输出")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases, form = questions(_text(options["input"]))
        except BadJson as bad:
            raise CommandError(f"{options['input']}：{bad}", returncode=UNREADABLE) from bad
        answers = [_answer(raw, place, form) for place, raw in enumerate(cases)]
        if options["explain"]:
            self.stdout.write("\n\n".join(api.explained(answer) for answer in answers))
            return
        self.stdout.write(_written([answer.to_json() for answer in answers], form))


def _answer(raw: Any, place: int, form: str) -> api.Assessment:
    try:
        return api.assess(raw)
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
