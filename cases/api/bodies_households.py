"""What callers send about families: the family, its members, and every dated fact; codes as in the assessment interface."""

from rest_framework import serializers

from cases.api.bodies import AreaInput, Body, Expected, RowNumber, YuanInput
from cases.households.models import SETTINGS, Member, Per
from cases.households.vocabulary import AIDS, ASSET_KINDS, CAUSES, CONDITIONS, MOST_STAFF, RESIDENCES
from cases.staff.models import AREA_CODE
from eligibility.words.codes import EXPENSE_KINDS, INCOME_KINDS, RELATIONS, STATUSES

_MOST = 60
_SEXES = list(Member._meta.get_field("sex").choices or ())


class Dated(Body):
    """Since when something is so, and on what proof; without `since` from today."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    evidence = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")


class ConditionBody(Dated):
    """A personal circumstance; `value` has the shape that the assessment interface gives it."""

    name = serializers.ChoiceField(list(CONDITIONS))
    value = serializers.JSONField()


class IncomeBody(Dated):
    """One income as it was stated."""

    kind = serializers.ChoiceField(list(INCOME_KINDS))
    amount = YuanInput()
    per = serializers.ChoiceField(Per.choices)


class ExpenseBody(IncomeBody):
    """One expense that the family bears itself."""

    kind = serializers.ChoiceField(list(EXPENSE_KINDS))


class ResidenceBody(Dated):
    """Where a member is registered, holds a permit, or lives."""

    kind = serializers.ChoiceField(list(RESIDENCES))
    place_code = serializers.CharField(max_length=12)
    since = serializers.DateField(required=False, help_text="居住证为签发日期")
    valid_until = serializers.DateField(required=False, help_text="居住证有效期的最后一天")


class ConsentBody(Body):
    """A signed authorisation of the information check."""

    signed_on = serializers.DateField()
    valid_until = serializers.DateField(required=False)
    evidence = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")


class FactsOfMember(Body):
    """What is known of one member; a list that is complete says so, else it stays unknown whether more belongs to it."""

    conditions = serializers.ListField(child=ConditionBody(), default=list, max_length=_MOST)
    incomes = serializers.ListField(child=IncomeBody(), default=list, max_length=_MOST)
    expenses = serializers.ListField(child=ExpenseBody(), default=list, max_length=_MOST)
    residences = serializers.ListField(child=ResidenceBody(), default=list, max_length=_MOST)
    consents = serializers.ListField(child=ConsentBody(), default=list, max_length=_MOST)
    incomes_complete = serializers.BooleanField(required=False)
    expenses_complete = serializers.BooleanField(required=False)


class Person(FactsOfMember):
    """Who a member is."""

    name = serializers.CharField(max_length=60)
    id_number = serializers.CharField(required=False, allow_blank=True, max_length=24, default="")
    birth_date = serializers.DateField(required=False)
    sex = serializers.ChoiceField(_SEXES, required=False)


class MemberBody(Person):
    """One more person in the family."""

    relation = serializers.ChoiceField([code for code in RELATIONS if code != "self"], help_text="与户主的关系")
    status = serializers.ChoiceField(list(STATUSES), default="at_home")
    status_since = serializers.DateField(required=False, help_text="这种情况从哪天起")
    joined_on = serializers.DateField(required=False, help_text="从哪天起共同生活；一直共同生活的不填")
    since = serializers.DateField(required=False, help_text="从哪天起登记在这一户，默认今天")


class AssetBody(Dated):
    """One thing the family owns; its worth may be unknown."""

    kind = serializers.ChoiceField(list(ASSET_KINDS))
    amount = YuanInput(required=False)
    exempt_reason = serializers.CharField(required=False, allow_blank=True, max_length=20, default="")
    note = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    floor_area = AreaInput(required=False, help_text="房屋的建筑面积，平方米")
    acquired_on = serializers.DateField(required=False, help_text="房屋、车辆的购置日期")
    hired_staff = serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_STAFF, help_text="市场主体的雇工人数"
    )
    after_disaster = serializers.BooleanField(required=False, help_text="住房是不是灾后重建、购置或者安置的")
    built_on = serializers.DateField(required=False, help_text="车辆的出厂日期")


class ObligorBody(Dated):
    """Somebody outside the family who owes support by law."""

    name = serializers.CharField(max_length=60)
    relation = serializers.ChoiceField([code for code in RELATIONS if code != "self"])
    household_size = serializers.IntegerField(required=False, min_value=1, max_value=_MOST)
    income = YuanInput(required=False)
    income_per = serializers.ChoiceField(["month", "year"], required=False)
    supports = serializers.IntegerField(required=False, min_value=1, max_value=_MOST)
    able = serializers.BooleanField(required=False)
    status = serializers.ChoiceField(list(STATUSES), required=False)
    birth_date = serializers.DateField(required=False)
    receives = serializers.ChoiceField(["none", *AIDS], required=False)
    severe_disability = serializers.BooleanField(required=False, help_text="重度残疾，或三级智力、精神残疾")
    property_inside = serializers.BooleanField(required=False, help_text="其家庭财产是否符合规定")


class AidBody(Body):
    """A benefit that another place or a former system gives or gave; our own are known."""

    benefit = serializers.ChoiceField(list(AIDS))
    place_code = serializers.CharField(required=False, allow_blank=True, max_length=12, default="")
    started_on = serializers.DateField(required=False)
    ended_on = serializers.DateField(required=False, help_text="最后一天；还在享受的不填")
    amount = YuanInput(required=False)
    supplement = YuanInput(required=False, help_text="金额中的分类施保")
    cause = serializers.ChoiceField(list(CAUSES), required=False)
    evidence = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")


class AccountBody(Body):
    """Where the family is paid."""

    holder = serializers.CharField(max_length=60)
    bank = serializers.CharField(max_length=60)
    number = serializers.CharField(max_length=40, write_only=True)
    since = serializers.DateField(required=False)


class FactsOfHousehold(Body):
    """What is known of the family as a whole."""

    assets = serializers.ListField(child=AssetBody(), default=list, max_length=_MOST)
    obligors = serializers.ListField(child=ObligorBody(), default=list, max_length=_MOST)
    aids = serializers.ListField(child=AidBody(), default=list, max_length=_MOST)
    account = AccountBody(required=False)
    assets_complete = serializers.BooleanField(required=False)
    obligors_complete = serializers.BooleanField(required=False)


class HouseholdBody(FactsOfHousehold):
    """A new family: its head, the other members, and everything that is known, written whole or not at all."""

    area = serializers.CharField(validators=[AREA_CODE], help_text="村（社区）或乡镇的12位区划代码")
    setting = serializers.ChoiceField(SETTINGS, required=False)
    address = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    phone = serializers.CharField(required=False, allow_blank=True, max_length=20, default="")
    head = Person()
    members = serializers.ListField(child=MemberBody(), default=list, max_length=_MOST)


class MoreMember(Expected, MemberBody):
    """A member who joins a family."""


class MoreFacts(Expected, FactsOfMember, FactsOfHousehold):
    """More facts: of one member where `member` is given, and of the family."""

    member = RowNumber(required=False)


class Leaving(Expected):
    """A member who no longer lives with the family from a day on, or who has died."""

    on = serializers.DateField(required=False)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    died_on = serializers.DateField(required=False, help_text="去世日期；去世的只填这一项")
