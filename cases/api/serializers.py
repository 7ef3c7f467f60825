"""What the machines' face shows: rows by name, amounts in yuan, personal numbers masked."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.api.fields import PeriodField, YuanField
from cases.applications.models import Application, Decision, Gap
from cases.assessments.models import Assessment
from cases.assessments.selectors import answer_of
from cases.awards.models import Award, AwardPeriod
from cases.households.models import Household, Member
from cases.matching.models import Discrepancy, Enquiry
from cases.matching.selectors import differences_of, enquiries_of
from cases.payouts.bankfile import serial_of
from cases.payouts.models import PayoutLine, PayoutRun
from cases.reaudits.models import Reaudit
from cases.staff.models import Area
from cases.workflow.models import JournalLine
from eligibility import api as law


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
            "status_since",
            "joined_on",
            "died_on",
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
            "outside_reason", "same_cause_justified",
            "accepted_on", "decision_level", "proposed", "open_differences", *_SUBJECT,
        )  # fmt: skip


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """A kept answer of the law."""

    amount = YuanField(source="amount_fen")

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = (
            "id", "household", "benefit", "kind", "on", "known_by", "outcome", "amount", "per", "persons", "engine",
            "area_code", "made_at", "made_by",
        )  # fmt: skip


class AssessmentDetailSerializer(AssessmentSerializer):
    """A kept answer with the question it answers, the figures it rests on, and the calculation sheet as text."""

    explanation = serializers.SerializerMethodField()

    class Meta(AssessmentSerializer.Meta):
        fields: tuple[str, ...] = (*AssessmentSerializer.Meta.fields, "question", "figures", "answer", "explanation")

    def get_explanation(self, row: Assessment) -> str:
        """What `assess --explain` writes."""
        return law.explained(answer_of(row))


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


class GapSerializer(serializers.ModelSerializer[Gap]):
    """Something that is missing, and when it came."""

    class Meta:
        model = Gap
        fields: tuple[str, ...] = ("id", "text", "told_at", "filled_at")


class EnquirySerializer(serializers.ModelSerializer[Enquiry]):
    """Somebody the registers are asked about; the number is given out by the export alone."""

    name = serializers.CharField(source="member.name", read_only=True)
    id_mask = serializers.CharField(source="member.id_mask", read_only=True)
    household_number = serializers.CharField(source="household.number", read_only=True)

    class Meta:
        model = Enquiry
        fields: tuple[str, ...] = (
            "id", "member", "name", "id_mask", "household", "household_number", "subject_kind", "subject_id", "round",
            "asked_at", "exported_at", "answered_at",
        )  # fmt: skip


class DifferenceSerializer(serializers.ModelSerializer[Discrepancy]):
    """One thing a register said, beside what was declared."""

    declared = YuanField(source="declared_fen")
    returned = YuanField(source="returned_fen")

    class Meta:
        model = Discrepancy
        fields: tuple[str, ...] = (
            "id", "enquiry", "item", "declared", "returned", "returned_per", "text", "source", "agrees", "explanation",
            "verdict", "judged_at",
        )  # fmt: skip


class ApplicationDetailSerializer(ApplicationSerializer):
    """An application with its pinned route, decisions and history."""

    decisions = DecisionSerializer(many=True, read_only=True)
    gaps = GapSerializer(many=True, read_only=True)
    enquiries = serializers.SerializerMethodField()
    differences = serializers.SerializerMethodField()
    history = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields: tuple[str, ...] = (
            *ApplicationSerializer.Meta.fields,
            "route",
            "relative_flag",
            "extended",
            "gaps",
            "enquiries",
            "differences",
            "decisions",
            "history",
        )

    @extend_schema_field(EnquirySerializer(many=True))
    def get_enquiries(self, case: Application) -> list[dict[str, Any]]:
        """Everybody the registers were asked about, all rounds."""
        rows = enquiries_of("application", case.pk).select_related("household")
        return list(EnquirySerializer(rows, many=True).data)

    @extend_schema_field(DifferenceSerializer(many=True))
    def get_differences(self, case: Application) -> list[dict[str, Any]]:
        """Everything they said, what is not settled first."""
        return list(DifferenceSerializer(differences_of("application", case.pk), many=True).data)

    @extend_schema_field(MoveLineSerializer(many=True))
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
    """A line of a run; the account is masked, `serial` is how the bank names the line back."""

    amount = YuanField(source="amount_fen")
    serial = serializers.SerializerMethodField()

    class Meta:
        model = PayoutLine
        fields: tuple[str, ...] = (
            "id", "serial", "run", "award", "household", "month", "kind", "sequence", "amount", "state", "payee",
            "account_mask", "reissue_of", "result_code", "result_text", "settled_at",
        )  # fmt: skip

    def get_serial(self, line: PayoutLine) -> str:
        """As in the bank file."""
        return serial_of(line.pk, line.month)


class ReauditSerializer(serializers.ModelSerializer[Reaudit]):
    """A re-audit."""

    new_amount = YuanField(source="new_amount_fen")

    class Meta:
        model = Reaudit
        fields: tuple[str, ...] = (
            "id", "award", "household", "reason", "category", "due_on", "visited_on", "findings", "outcome", "new_amount",
            "from_month", *_SUBJECT,
        )  # fmt: skip
