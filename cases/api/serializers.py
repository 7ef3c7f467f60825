"""What the machines' face shows: rows by name, amounts in yuan, personal numbers masked."""

from typing import Any

from rest_framework import serializers

from cases.api.fields import PeriodField, YuanField
from cases.applications.models import Application, Decision
from cases.awards.models import Award, AwardPeriod
from cases.households.models import Household, Member
from cases.payouts.models import PayoutLine, PayoutRun
from cases.reaudits.models import Reaudit
from cases.staff.models import Area
from cases.workflow.models import JournalLine


class AreaSerializer(serializers.ModelSerializer[Area]):
    """A node of the official tree."""

    class Meta:
        model = Area
        fields: tuple[str, ...] = ("code", "name", "level", "parent", "setting", "hardship_class")


class MemberSerializer(serializers.ModelSerializer[Member]):
    """A member; the ID number is masked and never sent."""

    period = PeriodField()

    class Meta:
        model = Member
        fields: tuple[str, ...] = (
            "id",
            "name",
            "relation",
            "status",
            "birth_date",
            "sex",
            "id_mask",
            "period",
            "voided_at",
        )


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    """A household in a list."""

    class Meta:
        model = Household
        fields: tuple[str, ...] = (
            "id",
            "number",
            "head_name",
            "setting",
            "address",
            "area_code",
            "version",
            "created_at",
        )


class HouseholdDetailSerializer(HouseholdSerializer):
    """A household with its members."""

    members = MemberSerializer(many=True, read_only=True)

    class Meta(HouseholdSerializer.Meta):
        fields: tuple[str, ...] = (*HouseholdSerializer.Meta.fields, "members")


_SUBJECT = ("state", "step", "version", "round", "step_due_at", "due_at", "due_provisional", "area_code", "created_at")


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """An application with its clock."""

    amount_requested = YuanField(source="amount_requested_fen")
    proposed = YuanField(source="proposed_fen")

    class Meta:
        model = Application
        fields: tuple[str, ...] = (
            "id", "number", "household", "benefit", "kind", "basis", "cause", "single_person", "amount_requested", "months",
            "accepted_on", "decision_level", "proposed", "open_differences", *_SUBJECT,
        )  # fmt: skip


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """A kept decision."""

    amount = YuanField(source="amount_fen")

    class Meta:
        model = Decision
        fields: tuple[str, ...] = (
            "id", "round", "level", "outcome", "amount", "per", "first_month", "limit", "document", "reasons", "appeal",
            "decided_at", "decided_by", "deliver_by",
        )  # fmt: skip


class MoveLineSerializer(serializers.ModelSerializer[JournalLine]):
    """One line of a case's history."""

    class Meta:
        model = JournalLine
        fields: tuple[str, ...] = ("at", "officer", "act", "seq", "from_state", "to_state", "round", "note")


class ApplicationDetailSerializer(ApplicationSerializer):
    """An application with its pinned route, decisions and history."""

    decisions = DecisionSerializer(many=True, read_only=True)
    history = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields: tuple[str, ...] = (
            *ApplicationSerializer.Meta.fields,
            "route",
            "relative_flag",
            "extended",
            "decisions",
            "history",
        )

    def get_history(self, case: Application) -> list[dict[str, Any]]:
        """The chain of moves, oldest first."""
        lines = JournalLine.objects.filter(subject_kind="application", subject_id=case.pk, seq__isnull=False).order_by(
            "seq"
        )
        return list(MoveLineSerializer(lines, many=True).data)


class AwardPeriodSerializer(serializers.ModelSerializer[AwardPeriod]):
    """An amount by period."""

    amount = YuanField(source="amount_fen")
    period = PeriodField()

    class Meta:
        model = AwardPeriod
        fields: tuple[str, ...] = ("period", "amount", "reason", "created_at", "voided_at")


class AwardSerializer(serializers.ModelSerializer[Award]):
    """An award."""

    period = PeriodField()

    class Meta:
        model = Award
        fields: tuple[str, ...] = (
            "id", "household", "benefit", "kind", "category", "period", "state", "ended_reason", "reviewed_on",
            "next_review_on", "area_code", "created_at",
        )  # fmt: skip


class AwardDetailSerializer(AwardSerializer):
    """An award with every amount it ever had."""

    periods = AwardPeriodSerializer(many=True, read_only=True)

    class Meta(AwardSerializer.Meta):
        fields: tuple[str, ...] = (*AwardSerializer.Meta.fields, "periods")


class PayoutRunSerializer(serializers.ModelSerializer[PayoutRun]):
    """A payout run."""

    amount = YuanField(source="amount_fen")

    class Meta:
        model = PayoutRun
        fields: tuple[str, ...] = ("id", "benefit", "month", "sequence", "pay_by", "lines", "amount", *_SUBJECT)


class PayoutLineSerializer(serializers.ModelSerializer[PayoutLine]):
    """A line of a run; the account is masked."""

    amount = YuanField(source="amount_fen")

    class Meta:
        model = PayoutLine
        fields: tuple[str, ...] = (
            "id", "run", "award", "household", "month", "kind", "sequence", "amount", "state", "payee", "account_mask",
            "reissue_of", "result_code", "result_text", "settled_at",
        )  # fmt: skip


class ReauditSerializer(serializers.ModelSerializer[Reaudit]):
    """A re-audit."""

    new_amount = YuanField(source="new_amount_fen")

    class Meta:
        model = Reaudit
        fields: tuple[str, ...] = (
            "id", "award", "household", "reason", "category", "due_on", "visited_on", "findings", "outcome", "new_amount",
            "from_month", *_SUBJECT,
        )  # fmt: skip
