"""Two people publish; nothing published is edited; the database refuses what the code should never try."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from eligibility import api, book
from eligibility.core.workdays import SHANGHAI
from eligibility.models import CalendarDay, ParameterValue, PolicyVersion
from eligibility.publishing import (
    Draft,
    Refused,
    objections,
    publish,
    rewrite,
    send_back,
    send_for_review,
    withdraw,
    write,
)

pytestmark = pytest.mark.django_db
EDITOR, PUBLISHER = 11, 12
AT = datetime(2025, 6, 20, 9, 30, tzinfo=SHANGHAI)
AREA = "990301"


def standard(urban: str, rural: str = "500.00") -> dict[str, object]:
    return {"dibao.standard": {"urban": {"amount": urban, "per": "month"}, "rural": {"amount": rural, "per": "month"}}}


def drafted(values: dict[str, object], start: date = date(2025, 1, 1), **more: object) -> PolicyVersion:
    version = write(Draft(AREA, "某县〔2025〕1号", start, more.pop("end", None), values, **more), by=EDITOR)
    assert isinstance(version, PolicyVersion), version
    return version


def published(values: dict[str, object], start: date = date(2025, 1, 1), at: datetime = AT, **more: object):
    version = drafted(values, start, **more)
    send_for_review(version.pk, by=EDITOR)
    return publish(version.pk, by=PUBLISHER, at=at)


def urban_on(day: date, known_by: datetime | None = None) -> str | None:
    value = book.current().figures(AREA, day, known_by).value("dibao.standard")
    return value["urban"]["amount"] if value else None


# --- the way from draft to published ---


def test_a_draft_is_in_force_nowhere_until_a_second_person_publishes_it():
    version = drafted(standard("700.00"))
    assert urban_on(date(2025, 7, 1)) is None
    send_for_review(version.pk, by=EDITOR)
    assert urban_on(date(2025, 7, 1)) is None
    publish(version.pk, by=PUBLISHER, at=AT)
    assert urban_on(date(2025, 7, 1)) == "700.00"


def test_the_drafter_cannot_publish_his_own_draft():
    version = drafted(standard("700.00"))
    send_for_review(version.pk, by=EDITOR)
    outcome = publish(version.pk, by=EDITOR, at=AT)
    assert outcome == Refused(("起草人不能发布自己起草的政策，请由另一人发布。",))


def test_what_was_not_sent_for_review_is_not_published():
    outcome = publish(drafted(standard("700.00")).pk, by=PUBLISHER, at=AT)
    assert isinstance(outcome, Refused)
    assert "只有待发布的版本可以发布" in outcome.reasons[0]


def test_only_the_drafter_sends_his_draft_for_review():
    assert send_for_review(drafted(standard("700.00")).pk, by=PUBLISHER) == Refused(("请由起草人送审。",))


def test_a_rewritten_draft_leaves_the_old_one_withdrawn():
    old = drafted(standard("700.00"))
    new = rewrite(old.pk, Draft(AREA, "某县〔2025〕2号", date(2025, 1, 1), None, standard("710.00")), by=PUBLISHER)
    old.refresh_from_db()
    assert old.state == "withdrawn"
    assert isinstance(new, PolicyVersion)
    assert new.drafted_by == PUBLISHER


def test_a_version_is_sent_back_with_a_reason_and_published_ones_are_not():
    version = drafted(standard("700.00"))
    send_for_review(version.pk, by=EDITOR)
    assert send_back(version.pk, by=PUBLISHER, note=" ") == Refused(("请写明理由。",))
    assert isinstance(send_back(version.pk, by=PUBLISHER, note="缺少农村标准"), PolicyVersion)
    done = published(standard("720.00"))
    assert isinstance(withdraw(done.pk, by=EDITOR, note="不要了"), Refused)


def test_a_value_of_the_wrong_form_is_refused_with_its_path():
    outcome = write(Draft(AREA, "文件", date(2025, 1, 1), None, {"edge.income_times": 1.5}), by=EDITOR)
    assert isinstance(outcome, Refused)
    assert outcome.reasons[0].startswith("edge.income_times: 1.5 不可用")


# --- superseding ---


def test_a_later_standard_ends_the_former_one_at_its_start_and_both_stay_known():
    first = published(standard("700.00"))
    second = published(standard("750.00"), date(2025, 7, 1), AT + timedelta(days=100))
    assert [urban_on(date(2025, 6, 30)), urban_on(date(2025, 7, 1))] == ["700.00", "750.00"]
    assert urban_on(date(2025, 7, 1), AT + timedelta(days=99)) == "700.00"
    first.refresh_from_db()
    assert (first.state, second.state) == ("published", "published")


def test_a_temporary_standard_gives_way_to_the_former_one_when_it_ends():
    published(standard("700.00"))
    published(standard("760.00"), date(2025, 7, 1), AT + timedelta(days=1), end=date(2025, 10, 1))
    days = [date(2025, 6, 30), date(2025, 7, 1), date(2025, 9, 30), date(2025, 10, 1)]
    assert [urban_on(day) for day in days] == ["700.00", "760.00", "760.00", "700.00"]


def test_a_version_that_would_overlap_a_later_one_is_refused_unless_it_says_it_corrects():
    published(standard("700.00"), date(2025, 7, 1))
    again = published(standard("690.00"), date(2025, 7, 1), AT + timedelta(days=1))
    assert isinstance(again, Refused)
    assert "dibao.standard 自 2025-07-01" in again.reasons[0]
    assert "期间重叠" in again.reasons[0]
    corrected = published(standard("690.00"), date(2025, 7, 1), AT + timedelta(days=1), corrects=True)
    assert isinstance(corrected, PolicyVersion)
    assert [urban_on(date(2025, 7, 1)), urban_on(date(2025, 7, 1), AT)] == ["690.00", "700.00"]
    assert PolicyVersion.objects.filter(state="superseded").count() == 1


def test_a_correction_names_what_it_replaced_as_answers_name_it_and_from_what_day():
    first = published(standard("700.00"))
    held = book.current().figures(AREA, date(2025, 7, 1)).get("dibao.standard")
    followed = published(standard("750.00"), date(2025, 7, 1), AT + timedelta(days=1))
    corrected = published(standard("740.00"), date(2025, 7, 1), AT + timedelta(days=2), corrects=True)
    (one,) = api.replaced_by(followed.pk)
    assert (one.version_id, one.version, one.wrong) == (first.pk, held.version, False)
    assert (one.start, one.end, one.name) == (date(2025, 7, 1), None, "dibao.standard")
    (two,) = api.replaced_by(corrected.pk)
    assert (two.version_id, two.start, two.wrong) == (followed.pk, date(2025, 7, 1), True)
    assert api.version_names(followed.pk) == [two.version]
    assert api.version_names(first.pk) == [held.version]
    assert api.replaced_by(first.pk) == []


def test_a_figure_corrected_within_the_hour_has_another_name_than_the_wrong_one():
    wrong = published(standard("70.00"))
    right = published(standard("700.00"), at=AT + timedelta(minutes=20), corrects=True)
    names = [api.version_names(version.pk) for version in (wrong, right)]
    assert names == [
        [f"dibao.standard@{AREA}000000/2025-01-01/2025-06-20T09:30:00"],
        [f"dibao.standard@{AREA}000000/2025-01-01/2025-06-20T09:50:00"],
    ]
    assert book.current().figures(AREA, date(2025, 7, 1)).get("dibao.standard").version == names[1][0]


def test_what_was_never_published_has_no_name_in_any_answer_and_replaced_nothing():
    version = drafted(standard("700.00"))
    assert (api.version_names(version.pk), api.replaced_by(version.pk)) == ([], [])


def test_what_was_known_at_the_very_moment_of_publication_is_the_new_figure():
    published(standard("700.00"))
    assert urban_on(date(2025, 7, 1), AT) == "700.00"
    assert urban_on(date(2025, 7, 1), AT - timedelta(microseconds=1)) is None


def test_a_document_older_than_what_it_overlaps_is_refused_by_name():
    published(standard("700.00"))
    late = published(standard("650.00"), date(2024, 1, 1), AT - timedelta(days=30))
    assert isinstance(late, Refused)
    assert "后者发布得更晚" in late.reasons[0]


def test_publishing_refuses_what_the_registry_refuses_and_changes_nothing():
    rows = [{"benefit": "dibao", "level": "township", "from": "0", "to": "2000.00"}]
    outcome = published({"authority": rows})
    assert isinstance(outcome, Refused)
    assert outcome.reasons == ("authority[0]：权限有空档：2000.00 元以上没有规定由哪一级确认；最高一级不应设上限。",)
    assert not ParameterValue.objects.filter(known__isnull=False).exists()


def test_objections_are_shown_before_anybody_publishes():
    version = drafted({"tekun.basic": {"times": "1.3", "of": "dibao.standard.urban"}})
    assert objections(version, AT) == [
        "tekun.basic：按 dibao.standard.urban 的倍数计算，而 dibao.standard.urban 在本地当日没有已公布的值；请先公布该标准。"
    ]


# --- what the database refuses ---


def refused_by_database(statement: str, *parameters: object) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return str(error.value)


def test_the_database_refuses_one_person_as_drafter_and_publisher():
    version = drafted(standard("700.00"))
    statement = "UPDATE eligibility_policyversion SET state = 'published', published_at = now(), published_by = %s WHERE id = %s"
    assert "policyversion_two_people" in refused_by_database(statement, EDITOR, version.pk)
    assert "policyversion_two_people" in refused_by_database(statement, None, version.pk)


@pytest.mark.owner
def test_without_the_constraint_one_person_would_publish():
    version = drafted(standard("700.00"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE eligibility_policyversion DROP CONSTRAINT policyversion_two_people")
        cursor.execute(
            "UPDATE eligibility_policyversion SET state = 'published', published_at = now(), published_by = %s"
            " WHERE id = %s",
            [EDITOR, version.pk],
        )
    version.refresh_from_db()
    assert (version.drafted_by, version.published_by, version.state) == (EDITOR, EDITOR, "published")


def test_a_published_figure_can_be_neither_changed_nor_deleted():
    figure = published(standard("700.00")).figures.get()
    changes = {
        "value": "value = '{}'",
        "period": "period = '[2020-01-01,)'",
        "name": "name = 'minimum_wage'",
        "draft again": "known = NULL",
        "known earlier": "known = '[2020-01-01,2026-01-01)'",
    }
    for what, change in changes.items():
        message = refused_by_database(f"UPDATE eligibility_parametervalue SET {change} WHERE id = %s", figure.pk)
        assert "cannot be changed" in message, what


@pytest.mark.owner
def test_a_published_figure_cannot_be_deleted_by_the_owner_either():
    figure = published(standard("700.00")).figures.get()
    assert "cannot be changed" in refused_by_database("DELETE FROM eligibility_parametervalue WHERE id = %s", figure.pk)


@pytest.mark.owner
def test_without_the_trigger_a_published_figure_would_change():
    figure = published(standard("700.00")).figures.get()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER keep_figure ON eligibility_parametervalue")
        cursor.execute("UPDATE eligibility_parametervalue SET value = '{}' WHERE id = %s", [figure.pk])
    figure.refresh_from_db()
    assert figure.value == {}


def test_a_closed_figure_is_not_reopened():
    first = published(standard("700.00")).figures.get()
    published(standard("690.00"), date(2025, 1, 1), AT + timedelta(days=1), corrects=True)
    message = refused_by_database(
        "UPDATE eligibility_parametervalue SET known = tstzrange(lower(known), NULL) WHERE id = %s", first.pk
    )
    assert "cannot be changed" in message


def test_a_published_version_keeps_its_document_and_its_publisher():
    version = published(standard("700.00"))
    for change in ("document = 'x'", "published_by = 99", "state = 'draft'", "note = 'x'"):
        message = refused_by_database(f"UPDATE eligibility_policyversion SET {change} WHERE id = %s", version.pk)
        assert "cannot be changed" in message


def test_a_figure_of_a_draft_is_never_known():
    figure = drafted(standard("700.00")).figures.get()
    message = refused_by_database(
        "UPDATE eligibility_parametervalue SET known = tstzrange(now(), NULL) WHERE id = %s", figure.pk
    )
    assert "cannot be known" in message


def test_two_last_words_on_one_day_are_refused():
    version = published(standard("700.00"))
    with pytest.raises(IntegrityError, match="parametervalue_one_at_a_time"), transaction.atomic():
        ParameterValue.objects.create(
            version=version,
            area=version.area,
            name="dibao.standard",
            value={},
            period=DateRange(date(2030, 1, 1), None),
            known=DateTimeTZRange(AT + timedelta(days=1), None),
        )


def test_a_day_of_the_calendar_is_not_rewritten():
    CalendarDay.objects.create(day=date(2030, 1, 1), kind="holiday", notice="x", source="x", published_at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'eligibility_calendarday', 'UPDATE')")
        assert cursor.fetchone() == (False,)


@pytest.mark.owner
def test_a_day_of_the_calendar_is_not_rewritten_by_the_owner_either():
    CalendarDay.objects.create(day=date(2030, 1, 1), kind="holiday", notice="x", source="x", published_at=AT)
    assert "append-only" in refused_by_database("UPDATE eligibility_calendarday SET kind = 'rest'")


# --- the same through the one door ---


def test_the_door_shows_a_draft_beside_what_is_in_force_and_what_stands_in_its_way():
    published(standard("700.00"))
    draft = api.Draft(AREA, "某县〔2025〕9号", date(2025, 7, 1), None, standard("750.00"))
    version = api.write_policy(draft, by=EDITOR)
    assert isinstance(version, api.Version)
    assert (version.state, version.drafted_by, version.start) == ("draft", EDITOR, date(2025, 7, 1))
    (change,) = api.changes(version.id)
    assert [change.before["urban"]["amount"], change.after["urban"]["amount"]] == ["700.00", "750.00"]
    assert api.stands_in_the_way(version.id, AT + timedelta(days=1)) == []
    assert "发布得更晚" in api.stands_in_the_way(version.id, AT)[0]
    api.send_policy_for_review(version.id, by=EDITOR)
    assert isinstance(api.publish_policy(version.id, by=EDITOR, at=AT + timedelta(days=1)), api.Refused)
    done = api.publish_policy(version.id, by=PUBLISHER, at=AT + timedelta(days=1))
    assert isinstance(done, api.Version)
    assert (done.state, done.published_by) == ("published", PUBLISHER)
    assert [(one.name, one.before["urban"]["amount"]) for one in api.changes(done.id)] == [("dibao.standard", "700.00")]


def test_the_door_lists_versions_of_a_place_newest_first_by_pages():
    numbers = [drafted(standard(f"70{n}.00")).pk for n in range(3)]
    first = api.versions(area="990301101", limit=2)
    rest = api.versions(area="990301101", before=first[-1].id)
    assert [one.id for one in first + rest][:3] == numbers[::-1]
    assert api.versions(area="990401") == []
    assert api.version(10**9) is None
    assert [one.id for one in api.versions(area=AREA, states=("published",))] == []
