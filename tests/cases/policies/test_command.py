"""`manage.py simulate` prints the summary that the page shows, and says what is wrong with its arguments."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from cases.staff.scope import acting_in
from tests.cases.policies.published import a_raise, decided, published, single
from tests.people import COUNTY, OTHER_COUNTY, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


def simulate(*arguments: str) -> str:
    out = io.StringIO()
    call_command("simulate", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_summary_is_printed_as_json(town: Town) -> None:
    with acting_in(COUNTY):
        decided(single(town, 1))
        version = a_raise(town, "700.00")
    summary = json.loads(simulate("--version", str(version.id)))
    assert (summary["version"], summary["area"]) == (version.id, COUNTY)
    assert summary["winners"] == {"count": 1, "sum": 5_000, "most": 5_000, "least": 5_000}
    assert json.loads(simulate("--version", str(version.id), "--area", OTHER_COUNTY))["towns"] == []


def test_bad_arguments_say_what_is_allowed(town: Town) -> None:
    with acting_in(COUNTY):
        version = a_raise(town, "700.00")
        law = published(town, version)
    for arguments, words in (
        (("--version", "999999"), "没有编号为"),
        (("--version", str(law.id), "--area", "99"), "没有区划 99"),
        (("--version", str(law.id)), "不再测算"),
    ):
        with pytest.raises(CommandError, match=words) as refused:
            simulate(*arguments)
        assert refused.value.returncode == 2
