"""The worked examples as one page: what the law answers, a Chinese sentence each, grouped by rule and by place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path("tests/eligibility/examples")
ANSWERS = {"yes": "符合", "no": "不符合", "unknown": "暂不能判断"}
OF_PLACES = "places"  # files whose name begins so are about what a place has published


@dataclass(frozen=True)
class Group:
    """One file of examples: its first line says what it is about."""

    name: str
    title: str
    cases: list[Mapping[str, Any]]


def groups(root: Path) -> list[Group]:
    """Every file of examples, those about rules first."""
    paths = sorted((root / FOLDER).glob("*.yaml"), key=lambda path: (path.stem.startswith(OF_PLACES), path.stem))
    return [_group(path) for path in paths]


def _group(path: Path) -> Group:
    text = path.read_text(encoding="utf-8")
    return Group(path.stem, text.splitlines()[0].removeprefix("#").strip(), yaml.safe_load(text)["cases"])


def page(found: Iterable[Group]) -> Iterator[str]:
    """The lines of the page: rules, then places."""
    listed = list(found)
    yield "# Examples"
    yield ""
    yield f"{sum(len(group.cases) for group in listed)} worked examples; each is run by `tests/eligibility/core/test_examples.py`."
    for heading, of_places in (("按规则", False), ("按地方", True)):
        yield from ("", f"## {heading}")
        for group in listed:
            if group.name.startswith(OF_PLACES) == of_places:
                yield from _lines(group)


def _lines(group: Group) -> Iterator[str]:
    yield from ("", f"### {group.title}", "", f"`{FOLDER}/{group.name}.yaml`", "")
    yield from (f"- {case['say']} → {answered(case['expect'])}" for case in group.cases)


def answered(expect: Mapping[str, Any]) -> str:
    """What is expected, in words: the outcome, the sum, what is missing, which test fails."""
    amount, said = expect.get("amount"), [ANSWERS.get(expect.get("outcome", ""), "")]
    if amount is not None and expect.get("outcome") != "no":
        said.append(f"{amount} 元")
    for key, words in (("missing", "尚缺"), ("fails", "未通过"), ("open", "待查")):
        if expect.get(key):
            said.append(f"{words} {'、'.join(f'`{each}`' for each in expect[key])}")
    return "，".join(filter(None, said)) or "见该例"
