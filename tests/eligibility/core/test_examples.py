"""The examples: each is one Chinese sentence, a change of its group's family, and what the law answers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.eligibility.core.law import EXAMPLES, ask, changed

EXPECTED = {
    "outcome",
    "amount",
    "per",
    "parts",
    "covered",
    "fails",
    "holds",
    "open",
    "missing",
    "figures",
    "says",
    "warns",
}


def cases() -> Iterator[Any]:
    for path in sorted(EXAMPLES.glob("*.yaml")):
        group = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in group["cases"]:
            yield pytest.param(group["base"], case, id=f"{path.stem}: {case['say']}")


@pytest.mark.parametrize(("base", "case"), list(cases()))
def test_the_example_is_answered_as_it_says(base: dict[str, Any], case: dict[str, Any]) -> None:
    expect = case["expect"]
    assert expect.keys() <= EXPECTED
    answer = ask(changed(base, case.get("change", {}))).to_json()
    found = {
        **answer,
        "parts": [[part["what"], part["member"], part["amount"]] for part in answer["parts"]],
        "fails": [finding["code"] for finding in answer["findings"] if finding["holds"] is False],
        "missing": [missing["path"] for missing in answer["missing"]],
    }
    for key in expect.keys() - {"holds", "open", "says", "figures", "warns"}:
        assert found[key] == expect[key], key
    codes = {finding["code"]: finding["holds"] for finding in answer["findings"]}
    assert all(codes.get(code) is True for code in expect.get("holds", ()))
    assert all(code in codes and codes[code] is None for code in expect.get("open", ()))
    assert expect.get("figures", {}).items() <= answer["figures"].items()
    texts = "\n".join(finding["text"] for finding in answer["findings"])
    assert all(re.search(re.escape(says), texts) for says in expect.get("says", ()))
    assert all(words in "\n".join(answer["warnings"]) for words in expect.get("warns", ()))


def test_every_sentence_is_its_own() -> None:
    sentences = [case.id for case in cases()]
    assert len(sentences) == len(set(sentences)) >= 250
