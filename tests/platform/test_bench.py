"""`manage.py bench NAME` prints one JSON line a measure, and says what it knows when it does not know the name."""

import json
import subprocess
import sys

import pytest

from tests.bench.measures import MEASURES
from tests.house.source import ROOT


def bench(*line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.bench", *line], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize(
    "name", ["assess_traced_vs_decimal", "assess_traced_vs_openfisca", "columns_vs_openfisca", "deadline_vs_library"]
)
def test_a_measure_prints_one_line_and_both_sides_agree(name: str) -> None:
    found = bench(name, "--n", "150", "--runs", "1")
    assert found.returncode == 0, found.stderr
    line = json.loads(found.stdout)
    assert {"bench": name, "n": 150, "runs": 1}.items() <= line.items()
    assert {"ratio", "median_s", "baseline_s"} <= line.keys()
    assert line["ratio"] > 0


@pytest.mark.parametrize("line", [["nothing"], ["deadline_vs_library", "--n", "0"]])
def test_what_cannot_be_measured_is_refused_with_what_can(line: list[str]) -> None:
    found = bench(*line)
    assert found.returncode == 2
    assert found.stdout == ""
    assert "assess_traced_vs_decimal" in found.stderr or "whole number from 1" in found.stderr


def test_every_measure_has_its_file() -> None:
    for measure in MEASURES.values():
        assert (ROOT / "tests" / "bench" / f"{measure.module}.py").is_file()
