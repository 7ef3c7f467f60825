"""What callers send about applications: the wish, and each move's own particulars."""

from typing import Any

from rest_framework import serializers

from cases.api.bodies import Body, Expected, Noted, RowNumber, YuanInput
from cases.applications.models import Intake
from cases.applications.reasons import REFUSE, RETURN
from cases.applications.routes import SPECIAL
from cases.households.vocabulary import BASES
from eligibility.words.codes import BENEFITS, RELIEF_KINDS


class Particulars(Body):
    """What an application says about itself."""

    basis = serializers.ChoiceField(list(BASES), required=False)
    cause = serializers.CharField(required=False, allow_blank=True, max_length=20)
    grade = serializers.CharField(required=False, allow_blank=True, max_length=10)
    single_person = serializers.BooleanField(required=False)
    amount_requested = YuanInput(required=False)
    months = serializers.IntegerField(required=False, min_value=1, max_value=12)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    outside_reason = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="救助金额超出规定范围的理由"
    )
    same_cause_justified = serializers.BooleanField(
        required=False, allow_null=True, help_text="同一困难再次申请有无正当理由"
    )


class Ask(Particulars):
    """One benefit that is asked for."""

    benefit = serializers.ChoiceField(list(BENEFITS))
    kind = serializers.ChoiceField(list(RELIEF_KINDS), required=False, help_text="临时救助须写明")


class Asking(Body):
    """One visit: a household asks for one or more benefits."""

    household = RowNumber()
    benefits = serializers.ListField(child=Ask(), min_length=1, max_length=len(BENEFITS) + 1)
    applicant = RowNumber(required=False, help_text="成员编号，默认户主")
    channel = serializers.ChoiceField(Intake.Channel.choices, default=Intake.Channel.ONLINE)


class Wish(Expected, Particulars):
    """A draft's particulars put right; what is left out stays."""

    applicant = RowNumber(required=False)


class Lines(Expected):
    """Everything that is missing, each thing a line: who, what, which period."""

    lines = serializers.ListField(child=serializers.CharField(max_length=200), min_length=1, max_length=50)


class Acceptance(Expected):
    """The acceptance; a special case may take longer."""

    special = serializers.ChoiceField(list(SPECIAL), required=False, default="")


class VisitMade(Expected):
    """A home visit by two officers, named by their logins."""

    first = serializers.CharField(max_length=40, help_text="调查人一的登录名")
    second = serializers.CharField(max_length=40, help_text="调查人二的登录名")
    visited_on = serializers.DateField()
    place = serializers.CharField(max_length=120)
    present = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    findings = serializers.CharField(max_length=2000)
    agrees = serializers.BooleanField(help_text="与申报基本相符")


class OpinionGiven(Expected):
    """The township's words; after an objection also how it was answered; the grade where a place pays by grade."""

    text = serializers.CharField(max_length=2000)
    objection_outcome = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    grade = serializers.CharField(required=False, allow_blank=True, max_length=10, default="")


class Advice(Expected):
    """Why a refusal is proposed."""

    text = serializers.CharField(max_length=2000)


class NoticePosted(Expected):
    """Where and when the notice was put up."""

    posted_on = serializers.DateField()
    place = serializers.CharField(max_length=120)


class ObjectionMade(Expected):
    """What somebody objects."""

    text = serializers.CharField(max_length=2000)
    by_whom = serializers.CharField(required=False, allow_blank=True, max_length=60, default="")


class Return(Expected):
    """Why a case goes back: frequent reasons by code, papers as lines; at least one."""

    codes = serializers.ListField(child=serializers.ChoiceField(list(RETURN)), default=list, max_length=len(RETURN))
    lines = serializers.ListField(child=serializers.CharField(max_length=200), default=list, max_length=50)


class Refusal(Noted):
    """Why a case is refused; the failing tests of the calculation stand beside the grounds."""

    codes = serializers.ListField(child=serializers.ChoiceField(list(REFUSE)), min_length=1, max_length=len(REFUSE))


class First(Noted):
    """Relief before the papers: the sum within the officer's limit."""

    amount = YuanInput(required=False)


def fen_of(asked: dict[str, Any]) -> dict[str, Any]:
    """The particulars as the services name them."""
    return {("amount_requested_fen" if name == "amount_requested" else name): value for name, value in asked.items()}
