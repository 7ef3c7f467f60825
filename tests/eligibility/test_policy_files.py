"""Policy files into an empty book."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from eligibility.loading import BadFile, load, policy_files
from eligibility.models import PolicyVersion

pytestmark = pytest.mark.django_db


def test_the_demo_county_is_not_loaded_unless_asked_for():
    load(policy_files())
    assert not PolicyVersion.objects.filter(area__startswith="99").exists()


def test_a_bad_file_names_the_document_the_row_and_the_reason_and_leaves_nothing_behind(tmp_path: Path):
    rows = [
        {"benefit": "temporary_relief", "level": "township", "from": "0", "to": "5000.00"},
        {"benefit": "temporary_relief", "level": "county", "from": "5001.00", "to": None},
    ]
    bad = tmp_path / "bad.yaml"
    document = {"document": "某县限额", "from": date(2025, 1, 1), "values": {"authority": rows}}
    good = {"document": "某县标准", "from": date(2024, 1, 1), "values": {"dibao.floor_share": "0.2"}}
    bad.write_text(yaml.safe_dump({"area": "990202", "documents": [good, document]}), encoding="utf-8")
    with pytest.raises(BadFile, match=r"某县限额.*authority\[1\]：权限有空档：5000.00 元至 5001.00 元"):
        load([bad])
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"area": "99", "documents": [{"document": "x", "from": date(2025, 1, 1)}]}, "缺少 values"),
        (
            {"area": "99", "documents": [{"document": "x", "from": date(2025, 1, 1), "values": {}, "til": 1}]},
            "没有 til 这些项",
        ),
        ({"area": "99"}, "应有 area、name 和 documents 三项"),
    ],
)
def test_a_file_of_the_wrong_form_says_what_is_allowed(tmp_path: Path, content, message):
    path = tmp_path / "x.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(BadFile, match=message):
        load([path])


def test_a_document_that_stands_in_two_files_is_loaded_once(tmp_path: Path):
    one = {"document": "某县标准", "from": date(2024, 1, 1), "values": {"dibao.floor_share": "0.2"}}
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        path.write_text(yaml.safe_dump({"area": "990202", "documents": [one]}), encoding="utf-8")
    done = load(paths)
    assert (done.documents, done.already) == (1, 1)


def test_a_document_for_several_places_is_published_for_each_and_cannot_name_one_twice(tmp_path: Path):
    path = tmp_path / "a.yaml"
    one = {"document": "某市标准", "areas": ["990202", "990203"], "from": date(2024, 1, 1), "values": {"pause": []}}
    path.write_text(yaml.safe_dump({"area": "9902", "documents": [one]}), encoding="utf-8")
    assert load([path]).documents == 2
    assert set(PolicyVersion.objects.values_list("area", flat=True)) == {"990202000000", "990203000000"}
    one["areas"] = ["990202", "990202000000"]
    path.write_text(yaml.safe_dump({"area": "9902", "documents": [one]}), encoding="utf-8")
    with pytest.raises(BadFile, match=r"documents\[0\].areas：同一地区写了两次"):
        load([path])


def test_a_file_can_be_tried_without_writing_anything(tmp_path: Path):
    path = tmp_path / "a.yaml"
    one = {"document": "某县标准", "from": date(2024, 1, 1), "values": {"dibao.floor_share": "0.2"}}
    path.write_text(yaml.safe_dump({"area": "990202", "documents": [one]}), encoding="utf-8")
    out = StringIO()
    call_command("load_policies", str(path), "--check", stdout=out)
    assert out.getvalue() == "可以装载：新文件 1 份，已有 0 份；没有写入。\n"
    assert not PolicyVersion.objects.exists()
    one["values"] = {"dibao.floor_share": "20%"}
    path.write_text(yaml.safe_dump({"area": "990202", "documents": [one, one]}), encoding="utf-8")
    with pytest.raises(CommandError, match=r"20%.*\n.*documents\[1\]") as error:
        call_command("load_policies", str(path), "--check")
    assert error.value.returncode == 2


def test_a_new_release_does_not_overrule_what_a_place_has_published_since_nor_stop_the_rest(
    monkeypatch, tmp_path: Path
):
    lines = {
        "own": {"document": "本县新标准", "published": date(2025, 6, 1), "from": date(2025, 1, 1)},
        "shipped": {"document": "随版本补录的旧标准", "published": date(2025, 1, 1), "from": date(2025, 1, 1)},
        "other": {"document": "另一份", "from": date(2024, 1, 1)},
    }
    paths = {}
    for name, line in lines.items():
        values = {"check.valid_days": 30} if name == "other" else {"dibao.floor_share": "0.2"}
        paths[name] = tmp_path / f"{name}.yaml"
        text = yaml.safe_dump({"area": "990202", "documents": [{**line, "values": values}]})
        paths[name].write_text(text, encoding="utf-8")
    load([paths["own"]])
    release = [paths["shipped"], paths["other"]]
    with pytest.raises(
        BadFile, match=r"shipped.yaml: documents\[0\]：《随版本补录的旧标准》不能发布。.*后者发布得更晚"
    ):
        load(release)
    assert PolicyVersion.objects.count() == 1
    monkeypatch.setattr("eligibility.management.commands.load_policies.policy_files", lambda *, demo: release)
    out, err = StringIO(), StringIO()
    call_command("load_policies", stdout=out, stderr=err)
    assert "没有装载，以政策簿中已发布的为准：shipped.yaml: documents[0]" in err.getvalue()
    assert "新装载文件 1 份" in out.getvalue()
    assert set(PolicyVersion.objects.values_list("document", flat=True)) == {"本县新标准", "另一份"}
