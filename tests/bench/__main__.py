"""`manage.py bench [NAME …] [--n N] [--runs K]`: one JSON line a measure on standard output, nothing else."""

import argparse
import json
import sys
from importlib import import_module

import django
from django.db import connection

from tests.bench.alternating import RUNS
from tests.bench.measures import MEASURES


def main(arguments: list[str]) -> int:
    """Run the measures that are named, or all."""
    wishes = _wishes(arguments)
    names = wishes.names or list(MEASURES)
    if any(MEASURES[name].database for name in names):
        _make_tables()
    for name in names:
        measure = MEASURES[name]
        n = wishes.n or measure.n
        result = import_module(f"tests.bench.{measure.module}").measure(n, wishes.runs)
        sys.stdout.write(json.dumps(result.to_json(name, n)) + "\n")
        sys.stdout.flush()
    return 0


def _wishes(arguments: list[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="manage.py bench", description="ratios against a baseline in the same run")
    reader.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    reader.add_argument("--n", type=_positive, help="how many families, lines or dates (default: of each measure)")
    reader.add_argument("--runs", type=_positive, default=RUNS, help=f"rounds of both sides (default {RUNS})")
    wishes = reader.parse_args(arguments)
    for name in wishes.names:
        if name not in MEASURES:
            reader.error(f"no measure {name!r}; there are: {', '.join(MEASURES)}")
    return wishes


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: a whole number from 1")
    return number


def _make_tables() -> None:
    """An empty database of the throw-away server, with every table and wall."""
    django.setup()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
