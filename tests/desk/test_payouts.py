"""The payout pages: a month from list to answer by two people, and nothing for anybody else."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.payouts.models import BankFile, BankReturn, PayoutLine, PayoutRun
from cases.staff.scope import acting_in
from cases.workflow.models import BatchRun
from tests.cases.awards.families import family, give_account
from tests.cases.payouts.paying import NOV, NOW, award_of, csv_of, drafted, rows_of, sent, taken, work
from tests.people import COUNTY, Town, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nation", "shipped")]


def do(client: Client, run: PayoutRun, act: str, *, note: str = "", version: int | None = None) -> Any:
    run.refresh_from_db()
    seen = run.version if version is None else version
    return client.post(reverse("desk:payouts-detail", args=[run.pk]), {"do": act, "version": seen, "note": note})


def page(client: Client, name: str, *arguments: int, **query: str) -> str:
    response = client.get(reverse(f"desk:{name}", args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_month_goes_from_list_to_answer_through_the_pages(client: Client, town: Town) -> None:
    for number in range(3):
        award_of(family(str(number)), 50_000 + number)
    sign_in(client, town.maker)
    answer = client.post(reverse("desk:payouts-list"), {"benefit": "dibao", "month": "2026-11"})
    run = PayoutRun.objects.get()
    assert answer["Location"] == reverse("desk:payouts-detail", args=[run.pk])
    assert "生成发放明细" in page(client, "payouts-detail", run.pk)
    assert run.batch is not None
    work(run.batch)
    shown = page(client, "payouts-detail", run.pk)
    assert "1,500.03" in shown
    assert "3 笔" in shown
    assert do(client, run, "check").status_code == 302
    sign_in(client, town.releaser)
    assert do(client, run, "approve").status_code == 302
    assert do(client, run, "send").status_code == 302
    run.refresh_from_db()
    assert run.batch is not None
    work(run.batch)
    file = BankFile.objects.get()
    download = client.get(reverse("desk:payouts-file", args=[file.pk]))
    assert download["Content-Type"] == "text/csv; charset=GB18030"
    rows = rows_of(run)
    body = csv_of(
        [(row["流水号"], row["金额(元)"], "失败" if row["序号"] == "1" else "成功", "户名不符") for row in rows]
    )
    upload = {"file": SimpleUploadedFile("回盘.csv", body)}
    answer = client.post(reverse("desk:payouts-take_return", args=[run.pk]), upload)
    assert answer["Location"] == reverse("desk:payouts-return", args=[BankReturn.objects.get().pk])
    assert "户名不符" in page(client, "payouts-return", BankReturn.objects.get().pk)
    again = client.post(reverse("desk:payouts-take_return", args=[run.pk]), {"file": SimpleUploadedFile("x.csv", body)})
    assert again.status_code == 422
    assert "已导入过" in again.content.decode()
    assert do(client, run, "close").status_code == 302
    assert "已对账" in page(client, "payouts-detail", run.pk)


def test_a_failed_line_is_shown_and_reissued_from_its_page_once_the_account_is_corrected(
    client: Client, town: Town
) -> None:
    household = family("1")
    award_of(household)
    run = sent(town)
    taken(town, run, [(row["流水号"], row["金额(元)"], "失败", "账号户名不符") for row in rows_of(run)])
    sign_in(client, town.maker)
    assert "待乡镇更正" in page(client, "payouts-failed")
    household.accounts.update(voided_at=NOW)
    give_account(household, "621700008888", start=NOV)
    shown = page(client, "payouts-failed")
    assert "已更正" in shown
    assert "生成补发批次" in shown
    answer = client.post(reverse("desk:payouts-list"), {"benefit": "dibao", "month": "2026-11"})
    second = PayoutRun.objects.get(sequence=1)
    assert answer["Location"] == reverse("desk:payouts-detail", args=[second.pk])
    assert second.batch is not None
    work(second.batch)
    assert "重发" in page(client, "payouts-lines", second.pk)


def test_progress_is_a_fragment_until_the_job_is_over_and_then_the_page_draws_itself_anew(
    client: Client, town: Town
) -> None:
    award_of(family("1"))
    sign_in(client, town.maker)
    client.post(reverse("desk:payouts-list"), {"benefit": "dibao", "month": "2026-11"})
    run = PayoutRun.objects.get()
    address = reverse("desk:payouts-progress", args=[run.pk])
    shown = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "hx-get" in shown
    assert "<html" not in shown
    assert '<meta http-equiv="refresh"' in page(client, "payouts-detail", run.pk)
    assert run.batch is not None
    work(run.batch)
    assert client.get(address, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    assert client.get(address).status_code == 302
    assert '<meta http-equiv="refresh"' not in page(client, "payouts-detail", run.pk)


def test_a_job_that_stopped_says_why_and_can_be_taken_up_again(client: Client, town: Town) -> None:
    award_of(family("1"))
    run = drafted(town)
    BatchRun.objects.filter(pk=run.batch_id).update(state="failed", message="磁盘已满")
    sign_in(client, town.maker)
    assert "磁盘已满" in page(client, "payouts-detail", run.pk)
    assert do(client, run, "retry").status_code == 302
    assert BatchRun.objects.get(pk=run.batch_id).state == "running"


def test_a_stale_page_gets_a_reason_and_changes_nothing(client: Client, town: Town) -> None:
    award_of(family("1"))
    run = drafted(town)
    sign_in(client, town.maker)
    answer = do(client, run, "check", version=run.version - 1)
    assert answer.status_code == 422
    assert "刚被更新过" in answer.content.decode()
    assert PayoutRun.objects.get().state == "drafted"


@pytest.mark.parametrize(
    "data", [{}, {"do": "check"}, {"do": "check", "version": "x"}, {"do": "nothing", "version": "1"}]
)
def test_a_strange_form_is_an_answer_not_an_error(client: Client, town: Town, data: dict[str, str]) -> None:
    run = drafted(town)
    sign_in(client, town.maker)
    answer = client.post(reverse("desk:payouts-detail", args=[run.pk]), data)
    assert answer.status_code == 422


@pytest.mark.parametrize("month", ["", "2026-13", "十一月", "2099-01"])
def test_a_month_that_cannot_be_drafted_is_explained(client: Client, town: Town, month: str) -> None:
    sign_in(client, town.maker)
    answer = client.post(reverse("desk:payouts-list"), {"benefit": "dibao", "month": month})
    assert answer.status_code == 422
    assert not PayoutRun.objects.exists()


def test_the_lines_are_filtered_by_state_and_show_no_whole_account(client: Client, town: Town) -> None:
    award_of(family("1"))
    award_of(family("2"))
    run = sent(town)
    PayoutLine.objects.filter(pk=PayoutLine.objects.order_by("pk")[0].pk).update(state="settled")
    sign_in(client, town.auditor)
    assert "户主2" not in page(client, "payouts-lines", run.pk, state="settled")
    shown = page(client, "payouts-lines", run.pk)
    assert "6217****0002" in shown
    assert "6217000000000002" not in shown


def test_a_line_with_a_broken_seal_is_shown_and_taken_out_by_the_releaser(client: Client, town: Town) -> None:
    award_of(family("1"))
    run = sent(town)
    line = PayoutLine.objects.get()
    line.pk, line.state, line.result_code, line.kind = None, "in_doubt", "SEAL", "arrears"
    line.save(force_insert=True)
    broken = PayoutLine.objects.get(state="in_doubt")
    sign_in(client, town.maker)
    assert "由资金审核人撤下" in page(client, "payouts-detail", run.pk)
    assert client.post(reverse("desk:payouts-drop", args=[broken.pk])).status_code == 403
    sign_in(client, town.releaser)
    client.post(reverse("desk:payouts-drop", args=[broken.pk]), {"note": ""})
    assert PayoutLine.objects.get(pk=broken.pk).state == "in_doubt"
    client.post(reverse("desk:payouts-drop", args=[broken.pk]), {"note": "已核查"})
    assert PayoutLine.objects.get(pk=broken.pk).state == "dropped"


def test_who_has_no_business_with_money_gets_no_page(client: Client, town: Town) -> None:
    award_of(family("1"))
    run = sent(town)
    sign_in(client, town.officer)
    for name in ("payouts-detail", "payouts-lines", "payouts-take_return", "payouts-progress"):
        assert client.get(reverse(f"desk:{name}", args=[run.pk])).status_code == 403
    sign_in(client, town.auditor)
    assert client.get(reverse("desk:payouts-take_return", args=[run.pk])).status_code == 403
    assert "办理</h2>" not in page(client, "payouts-detail", run.pk)


def test_another_county_finds_nothing(client: Client, town: Town) -> None:
    award_of(family("1"))
    run = sent(town)
    taken(town, run, [(row["流水号"], row["金额(元)"], "失败", "") for row in rows_of(run)])
    sign_in(client, town.far_approver)
    with acting_in(COUNTY):
        addresses = [
            reverse("desk:payouts-detail", args=[run.pk]),
            reverse("desk:payouts-lines", args=[run.pk]),
            reverse("desk:payouts-return", args=[BankReturn.objects.get().pk]),
        ]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    for listing in ("payouts-list", "payouts-failed"):
        shown = page(client, listing)
        assert "户主1" not in shown
        assert "2026年11月" not in shown
