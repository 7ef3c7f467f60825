"""Every place that ships, out as one file and in again, into a book that holds nothing but the nation.

In a module of its own: the modules that share the shipped book keep it until their last test, in whatever order.
"""

from pathlib import Path

import pytest

from eligibility import api
from eligibility.loading import load, policy_files
from eligibility.policyfile import read_path
from tests.eligibility.test_places import a_book_of_its_own, book_of, only_the_nation

pytestmark = pytest.mark.django_db


def test_every_shipped_place_comes_out_of_the_file_as_it_went_in(tmp_path: Path):
    codes = sorted({read_path(path).area[:2] for path in policy_files()} - {"0"})
    with a_book_of_its_own():
        load(policy_files())
        before = {code: book_of(code) for code in codes}
        texts = {code: api.export_place(code) for code in codes}
    assert book_of(codes[0]) == []
    only_the_nation()
    for code, text in texts.items():
        again = tmp_path / f"{code}.yaml"
        again.write_text(text, encoding="utf-8")
        load([again])
        assert book_of(code) == before[code]
        assert load([again]).documents == 0
