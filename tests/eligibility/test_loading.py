"""The starting book: what the files say is what is published, once."""

from datetime import date
from pathlib import Path

import pytest

from eligibility import book
from eligibility.loading import BadFile, load, load_calendar, policy_files
from eligibility.models import BookRevision, CalendarDay, ParameterValue, PolicyVersion

pytestmark = pytest.mark.django_db


def test_every_file_that_ships_is_published_by_the_file_and_by_nobody_else(policies):
    assert PolicyVersion.objects.count() > 15
    assert set(PolicyVersion.objects.values_list("source", flat=True)) == {"file"}
    assert set(PolicyVersion.objects.values_list("drafted_by", "published_by")) == {(None, None)}


def test_loading_the_same_files_twice_changes_nothing(policies):
    before = list(ParameterValue.objects.order_by("pk").values()), BookRevision.objects.get().stamp
    done = load(policy_files(demo=True))
    assert (done.documents, load_calendar()) == (0, 0)
    assert done.already == PolicyVersion.objects.count()
    assert (list(ParameterValue.objects.order_by("pk").values()), BookRevision.objects.get().stamp) == before


def test_a_changed_figure_of_a_published_document_is_refused_by_name(policies, tmp_path: Path):
    donghai = next(path for path in policy_files() if path.name == "donghai.yaml")
    changed = tmp_path / "donghai.yaml"
    changed.write_text(donghai.read_text(encoding="utf-8").replace("1646.00", "1650.00"), encoding="utf-8")
    with pytest.raises(BadFile, match=r"1646元.*文件里的数值变了"):
        load([changed])


def test_a_figure_that_was_never_published_stays_unset(policies):
    present = book.current()
    assert present.figures("2302", date(2022, 1, 1)).get("dibao.standard") is None
    assert present.figures("320722", date(2022, 9, 1)).get("dibao.standard") is None
    assert present.figures("610403", date(2020, 6, 1)).get("dibao.standard") is None
    assert present.figures("610728", date(2022, 6, 1)).get("dibao.standard") is None
    cells = present.figures("230281", date(2021, 9, 1)).value("tekun.total")
    assert [cells[s][m][c] for s in cells for m in cells[s] for c in cells[s][m]] == [None] * 12


def test_the_calendar_holds_every_day_from_2018_to_the_last_published_year(policies):
    years = {day.year for day in CalendarDay.objects.values_list("day", flat=True)}
    assert years == set(range(2018, 2027))
    assert CalendarDay.objects.values("day").distinct().count() == 3287
    make_up = CalendarDay.objects.filter(kind="make_up", day__year=2022).values_list("day", flat=True)
    assert [day.strftime("%m-%d") for day in make_up] == ["01-29", "01-30", "04-02", "04-24", "05-07", "10-08", "10-09"]
