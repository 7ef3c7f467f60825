"""The register pages: upload, preview with bad rows, confirmation by another person, progress, and who sees what."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.awards.models import Award
from cases.households.models import Household
from cases.register import uploads
from cases.staff.scope import acting_in
from cases.workflow import batches
from cases.workflow.models import BatchRun, JournalLine
from tests.cases.register.books import WANG, workbook
from tests.people import COUNTY, Town, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def upload(client: Client, content: bytes, name: str = "台账.xlsx") -> Any:
    return client.post("/register/", {"file": SimpleUploadedFile(name, content)})


def work() -> BatchRun:
    with acting_in(COUNTY):
        run = BatchRun.objects.get(kind=uploads.KIND)
    batches.advance(run.pk, run.area_code, lambda: datetime.now(UTC))
    with acting_in(COUNTY):
        run.refresh_from_db()
        return run


def stored() -> int:
    with acting_in(COUNTY):
        return Household.objects.count()


def test_a_sound_register_is_previewed_confirmed_by_another_and_taken_in(client: Client, town: Town) -> None:
    sign_in(client, town.approver)
    answer = upload(client, workbook())
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "可以导入，新增 9 行" in page
    assert "另一位县级审批人" in page
    sign_in(client, town.approver2)
    assert "确认导入 9 行" in client.get(answer["Location"]).content.decode()
    assert client.post(answer["Location"]).status_code == 302
    assert "等着开始" in client.get(answer["Location"] + "progress/").content.decode()
    assert stored() == 0
    assert work().state == "done"
    assert stored() == 2
    assert "9 行已全部导入" in client.get(answer["Location"]).content.decode()
    with acting_in(COUNTY):
        line = JournalLine.objects.get(act="import_register")
        assert line.officer_id == town.approver2.officer_id
        assert Award.objects.count() == 2


def test_nobody_confirms_what_he_uploaded_himself(client: Client, town: Town) -> None:
    sign_in(client, town.approver)
    place = upload(client, workbook())["Location"]
    answer = client.post(place)
    assert answer.status_code == 422
    assert "上传人不能确认自己的导入" in answer.content.decode()
    with acting_in(COUNTY):
        assert not BatchRun.objects.exists()


def test_the_administrator_may_bring_a_register_but_not_confirm_one(client: Client, town: Town) -> None:
    sign_in(client, town.approver)
    place = upload(client, workbook())["Location"]
    sign_in(client, town.admin)
    assert client.post(place).status_code == 422


def test_a_second_confirmation_starts_nothing_new(client: Client, town: Town) -> None:
    sign_in(client, town.approver)
    place = upload(client, workbook())["Location"]
    sign_in(client, town.approver2)
    client.post(place)
    assert client.post(place).status_code == 302
    with acting_in(COUNTY):
        assert BatchRun.objects.count() == 1


def test_bad_rows_are_listed_by_cell_and_can_be_downloaded(client: Client, town: Town) -> None:
    sign_in(client, town.approver)
    place = upload(client, workbook({"成员!C3": 1.23e17, "待遇!E2": -5}))["Location"]
    page = client.get(place).content.decode()
    assert "2 处要改，没有导入" in page
    assert "身份证号必须是文本格式" in page
    assert "确认导入" not in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(place + "bad.xlsx").content))
    assert [page.max_row for page in book] == [1, 2, 2, 1]
    with acting_in(COUNTY):
        assert JournalLine.objects.filter(act="export_bad_rows").count() == 1


def test_a_register_that_turned_bad_after_the_preview_is_not_taken_in(client: Client, town: Town) -> None:
    sign_in(client, town.approver)
    place = upload(client, workbook({"成员!I2": ""}))["Location"]
    sign_in(client, town.approver2)
    client.post(place)
    run = work()
    assert (run.state, stored()) == ("failed", 0)
    assert "残疾类别和残疾等级要一起填" in client.get(place).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("台账.csv", b"a,b", "只收 .xlsx"), ("台账.xlsx", b"PK\x03\x04", "打不开"), ("台账.xlsx", b"", "空的")],
)
def test_a_file_that_is_no_workbook_is_refused_on_the_page(
    client: Client, town: Town, name: str, content: bytes, words: str
) -> None:
    sign_in(client, town.approver)
    answer = upload(client, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_what_is_kept_on_disk_is_sealed(client: Client, town: Town, settings: Any) -> None:
    sign_in(client, town.approver)
    upload(client, workbook())
    (kept,) = (Path(settings.FILES_DIR) / "register").iterdir()
    assert kept.suffix == ".sealed"
    assert not kept.read_bytes().startswith(b"PK")
    assert WANG.encode() not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_an_outsider_finds_no_upload_of_another_county(client: Client, town: Town) -> None:
    sign_in(client, town.approver)
    place = upload(client, workbook())["Location"]
    sign_in(client, town.far_approver)
    for address in (place, place + "progress/", place + "bad.xlsx"):
        assert client.get(address).status_code == 404
    assert "台账.xlsx" not in client.get("/register/").content.decode()


def test_a_township_officer_has_no_such_page(client: Client, town: Town) -> None:
    sign_in(client, town.officer)
    assert client.get("/register/").status_code == 403
    assert client.get("/register/template.xlsx").status_code == 403


def test_the_template_is_downloaded_as_a_workbook(client: Client, town: Town) -> None:
    sign_in(client, town.approver)
    answer = client.get("/register/template.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["家庭", "成员", "待遇", "账户"]
