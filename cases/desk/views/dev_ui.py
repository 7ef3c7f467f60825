"""One page with every component, for eyes and for axe; it exists only in development and in tests."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cases.desk.forms import DeskForm
from cases.desk.forms.fields import Choices, DateField, IdNumberField, MoneyField, MonthField, Ticks
from cases.desk.paging import Page
from cases.desk.templatetags.desk import parts_of


class SampleForm(DeskForm):
    """One of each kind of field."""

    name = forms.CharField(label="姓名", help_text="与身份证一致，民族姓名的点写“·”")
    id_number = IdNumberField(label="身份证号")
    amount = MoneyField(label="金额", help_text="写成 6648 或 6,648.50")
    since = DateField(label="从哪天起", help_text=DateField.ways)
    month = MonthField(label="月份", required=False)
    kind = forms.ChoiceField(label="收入类型", choices=[("", "选一种"), ("wage", "务工收入"), ("farm", "种植收入")])
    per = forms.ChoiceField(
        label="周期", choices=[("month", "每月"), ("year", "每年"), ("once", "一次")], widget=Choices
    )
    seen = forms.MultipleChoiceField(
        label="看到的情况", choices=[("house", "土坯房"), ("ill", "有人卧床")], widget=Ticks, required=False
    )
    none = forms.BooleanField(label="没有收入", required=False)
    words = forms.CharField(label="说明", widget=forms.Textarea({"rows": 3}), required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """All components with invented content."""
    bound = SampleForm({"amount": "六千", "id_number": "990101199002300018", "since": "2027-02-30"})
    context = {"form": SampleForm(auto_id="plain_%s"), "bound": bound, **_case(), **_around()}
    return render(request, "desk/dev_ui.html", context)


def split(request: HttpRequest) -> HttpResponse:
    """The queue's two halves with invented rows: scrolling, keys and the decision bar."""
    now = timezone.now()
    rows = [(f"王秀兰{n}", now + timedelta(days=n - 2), 138600 + 100 * n, n == 2, n % 3 == 0) for n in range(12)]
    return render(request, "desk/dev_split.html", {"rows": rows, **_case()})


def _case() -> dict[str, Any]:
    now = timezone.now()
    return {
        "tags": [{"words": "低保新申请", "tone": "info"}],
        "meta": ["3 人", "青河镇柳林村", "经办 张敏、周涛"],
        "moments": [now - timedelta(days=1), now, now + timedelta(days=4), now + timedelta(days=40), None],
        "hours": [now + timedelta(hours=5, minutes=1), now - timedelta(minutes=20)],
        "steps": [
            {"label": "受理", "when": "10月14日", "state": "done"},
            {"label": "信息核对", "when": "10月21日", "state": "done"},
            {"label": "入户调查", "when": "10月26日", "state": "done"},
            {"label": "公示", "when": "11月2日至9日", "state": "done"},
            {"label": "县级确认", "when": "最晚 11月24日", "state": "now"},
            {"label": "发放", "when": "下个月起", "state": "later"},
        ],
        "facts": [
            {"label": "月人均收入（申报）", "value": "268.00", "unit": "元"},
            {"label": "低保标准（农村）", "value": "730.00", "unit": "元"},
            {"label": "月人均差额", "value": "462.00", "unit": "元"},
            {"label": "拟发保障金（3 人）", "value": "1,386.00", "unit": "元/月"},
        ],
        "diffs": [_open_difference(), _settled_difference()],
        "actions": [
            {"do": "refuse", "label": "不予确认", "key": "n", "kind": "danger"},
            {"do": "revisit", "label": "转入户复核", "key": "v", "kind": ""},
            {"do": "return", "label": "退回补正", "key": "r", "kind": "", "href": "#return"},
            {"do": "agree", "label": "同意，看下一件", "key": "a", "kind": "primary"},
        ],
    }


def _open_difference() -> dict[str, Any]:
    return {
        "open": True, "name": "difference-1", "subject": "李强务工收入", "declared": "无",
        "found": "1,850.00 元/月", "found_note": "养老保险缴费，5 至 8 月", "tone": "bad",
        "effect_label": "若计入", "effect": "人均 884.67 元", "effect_note": "超过标准 730 元，不符合", "effect_tone": "bad",
        "explanation": "镇里说明：“在砖厂做季节工，8 月底已离职。”", "chosen": "",
        "choices": [("accept", "采信，不计入"), ("count", "计入收入"), ("ask", "要求补充证明")],
    }  # fmt: skip


def _settled_difference() -> dict[str, Any]:
    return {
        "open": False, "subject": "家庭存款", "declared": "8,000.00 元", "found": "11,240.36 元",
        "found_note": "3 家银行，10月20日余额", "tone": "", "effect_label": "影响", "effect": "不影响",
        "effect_note": "未超限额 26,280.00 元", "effect_tone": "ok",
    }  # fmt: skip


def _around() -> dict[str, Any]:
    return {
        "tasks": [
            {"label": "家庭成员", "url": "#a", "words": "3 人", "tone": "ok", "current": False},
            {"label": "家庭收入", "url": "#b", "words": "2 处要改", "tone": "bad", "current": True},
            {"label": "材料与授权", "url": "#c", "words": "缺 2 份", "tone": "", "current": False},
        ],
        "page_of_rows": Page(rows=[], previous="a", next="b"),
        "progress": {
            "title": "正在生成 11 月发放名册",
            "parts": parts_of([(6200, "b")], 8084),
            "words": "已算 6,200 户，共 8,084 户",
            "over": False,
        },
        "done": {
            "title": "11 月发放名册",
            "parts": parts_of([(8084, "b")]),
            "words": "8,084 户，都算完了",
            "over": True,
        },
        "late": [("超期", 3, "bad"), ("今天", 5, "warn"), ("3 个工作日内", 12, "b"), ("以后", 40, "a")],
        "conflict_rows": [{"label": "务工收入", "mine": "1,200.00 元/月", "theirs": "1,500.00 元/月"}],
        "undo_until": timezone.now() + timedelta(minutes=9, seconds=30),
    }
