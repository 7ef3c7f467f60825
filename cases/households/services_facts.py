"""Recording the dated facts of a family; what is replaced or removed is voided and stays readable."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, TypeVar, Unpack

from assistance.fields import blind_index
from assistance.outcome import Done, Reason, Refused, refused
from cases.households.identity import mask_account, name_check, normal, tidy_name
from cases.households.models import (
    Aid,
    Asset,
    Condition,
    Consent,
    Expense,
    Fact,
    Household,
    Income,
    Member,
    Obligor,
    PaymentAccount,
    Per,
    Residence,
)
from cases.households.vocabulary import AIDS, ASSET_KINDS, CONDITIONS, MOST_STAFF, RESIDENCES, SHAPES
from cases.households.wording import say
from cases.households.writing import By, Undone, change, insert, law_day, make_room, period_of, set_aside
from cases.staff.models import Role
from eligibility import api
from eligibility.words.codes import EXPENSE_KINDS, INCOME_KINDS, RELATIONS, STATUSES, Words

F = TypeVar("F", bound=Fact)
_ACCOUNT_LENGTHS = range(8, 31)
_YEAR = timedelta(days=365)


def record_condition(member: Member, *, name: str, value: Any, **by: Unpack[By]) -> Condition | Refused:
    """One personal circumstance from a day on; the one before ends there."""
    if name not in SHAPES:
        return refused("name", f"可登记的个人情况：{'、'.join(CONDITIONS.values())}")
    if not SHAPES[name](value):
        return refused("value", f"{CONDITIONS[name]}填得不对，重新选一下")
    if _is_for_officers(name, by):
        return _ONLY_OFFICERS

    def prepare(fact: Condition) -> None:
        fact.period = period_of(by)
        make_room(Condition.objects.filter(member=member, name=name), fact.period, by["at"])

    return _record(member.household, Condition(member=member, name=name, value=value), prepare, by)


_ONLY_OFFICERS = refused("imputed_confirmed", "推定收入由乡镇（街道）经办人确认或否定，村里不能定")


def _is_for_officers(name: str, by: By) -> bool:
    """Whether a circumstance is an officer's judgement and somebody else writes; the system itself may carry one over."""
    actor = by["actor"]
    return name == "imputed_confirmed" and actor is not None and actor.role == Role.VILLAGE_ASSISTANT


def record_income(member: Member, *, kind: str, amount_fen: int, per: str, **by: Unpack[By]) -> Income | Refused:
    """One income as it was stated; a single amount counts for the year from its day."""
    if (wrong := _amount_check(kind, INCOME_KINDS, amount_fen, per)) is not None:
        return wrong
    fact = Income(member=member, kind=kind, amount_fen=amount_fen, per=per)
    return _record(member.household, fact, lambda row: _date_money(row, by), by)


def record_expense(member: Member, *, kind: str, amount_fen: int, per: str, **by: Unpack[By]) -> Expense | Refused:
    """One expense: the part the family bears itself; a single amount counts for the year from its day."""
    if (wrong := _amount_check(kind, EXPENSE_KINDS, amount_fen, per)) is not None:
        return wrong
    fact = Expense(member=member, kind=kind, amount_fen=amount_fen, per=per)
    return _record(member.household, fact, lambda row: _date_money(row, by), by)


def _amount_check(kind: str, kinds: Words, amount_fen: int | None, per: str) -> Refused | None:
    reasons = []
    if kind not in kinds:
        reasons.append(Reason("kind", f"选类别，“{kind}”不在表里"))
    if amount_fen is not None and amount_fen < 0:
        reasons.append(Reason("amount", "金额不能为负数"))
    if per not in Per.values:
        reasons.append(Reason("per", "选每月、每年还是一次"))
    return Refused(tuple(reasons)) if reasons else None


def _date_money(fact: Income | Expense, by: By) -> None:
    once: date | None = None
    if fact.per == Per.ONCE and by.get("until") is None:
        once = (by.get("since") or law_day(by["at"])) + _YEAR
    fact.period = period_of({**by, "until": once} if once else by)


@dataclass(frozen=True, slots=True)
class Measures:
    """What only some places' rules ask of a thing: how large, since when, with how many hired, how it was got, how old."""

    floor_area: int | None = None  # hundredths of a square metre
    acquired_on: date | None = None
    hired_staff: int | None = None
    after_disaster: bool | None = None
    built_on: date | None = None

    def wrong(self, kind: str, today: date) -> list[Reason]:
        """What cannot be."""
        found = [
            Reason(name, f"{_MEASURES[name]}只填{'、'.join(ASSET_KINDS[each] for each in kinds)}")
            for name, kinds in api.ASSET_MEASURES.items()
            if getattr(self, name) is not None and kind not in kinds
        ]
        if self.floor_area is not None and self.floor_area <= 0:
            found.append(Reason("floor_area", "建筑面积须大于零"))
        found += [
            Reason(name, f"{_MEASURES[name]} {day} 在今天以后")
            for name, day in (("acquired_on", self.acquired_on), ("built_on", self.built_on))
            if day is not None and day > today
        ]
        if self.hired_staff is not None and not 0 <= self.hired_staff <= MOST_STAFF:
            found.append(Reason("hired_staff", f"雇工人数应在 0 至 {MOST_STAFF} 之间"))
        return found


_MEASURES = {
    "floor_area": "建筑面积", "acquired_on": "购置日期", "hired_staff": "雇工人数", "after_disaster": "灾后取得",
    "built_on": "出厂日期",
}  # fmt: skip


def record_asset(
    household: Household,
    *,
    kind: str,
    amount_fen: int | None = None,
    owner: Member | None = None,
    exempt_reason: str = "",
    note: str = "",
    told: Measures | None = None,
    **by: Unpack[By],
) -> Asset | Refused:
    """One thing the family owns; its worth may still be unknown."""
    if (wrong := _amount_check(kind, ASSET_KINDS, amount_fen, Per.ONCE)) is not None:
        return wrong
    if owner is not None and owner.household_id != household.pk:
        return refused("owner", "所有人应是这一户的成员")
    told = told or Measures()
    if reasons := told.wrong(kind, law_day(by["at"])):
        return Refused(tuple(reasons))
    fact = Asset(
        household=household,
        kind=kind,
        amount_fen=amount_fen,
        owner=owner,
        exempt_reason=exempt_reason,
        note=note.strip(),
        **asdict(told),
    )
    return _record(household, fact, lambda row: _begin(row, by), by)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an obligor's ability is judged by where the officer does not say it himself (民政部令第43号 第八条)."""

    status: str = ""
    birth_date: date | None = None
    receives: str = ""
    severe_disability: bool | None = None
    property_inside: bool | None = None

    def wrong(self, today: date) -> list[Reason]:
        """What cannot be."""
        found = []
        if self.status and self.status not in STATUSES:
            found.append(Reason("status", f"选义务人现在的情况：{'、'.join(STATUSES.values())}"))
        if self.receives and self.receives not in {"none", *AIDS}:
            found.append(Reason("receives", f"选义务人享受的救助：没有、{'、'.join(AIDS.values())}"))
        if self.birth_date is not None and self.birth_date > today:
            found.append(Reason("birth_date", f"义务人出生日期 {self.birth_date} 在今天以后"))
        return found


def record_obligor(
    household: Household,
    *,
    name: str,
    relation: str,
    household_size: int | None = None,
    income_fen: int | None = None,
    income_per: str = "",
    supports: int | None = None,
    able: bool | None = None,
    told: Circumstances | None = None,
    **by: Unpack[By],
) -> Obligor | Refused:
    """One person outside the family who owes support by law; what is not known of him is left empty."""
    reasons = [wrong] if (wrong := name_check(name)) else []
    if relation not in RELATIONS or relation == "self":
        reasons.append(Reason("relation", "选与户主的关系"))
    if income_fen is not None and (income_fen < 0 or income_per not in {Per.MONTH, Per.YEAR}):
        reasons.append(Reason("income", "写明其家庭收入是每月还是每年，金额不能为负数"))
    if any(count is not None and not 1 <= count <= 60 for count in (household_size, supports)):
        reasons.append(Reason("count", "人数应在 1 至 60 之间"))
    told = told or Circumstances()
    reasons += told.wrong(law_day(by["at"]))
    if reasons:
        return Refused(tuple(reasons))
    fact = Obligor(household=household, name=tidy_name(name), relation=relation, household_size=household_size)
    fact.income_fen, fact.income_per = income_fen, income_per if income_fen is not None else ""
    fact.supports, fact.able = supports, able
    for circumstance in Circumstances.__slots__:
        setattr(fact, circumstance, getattr(told, circumstance))
    return _record(household, fact, lambda row: _begin(row, by), by)


def record_aid(
    household: Household,
    *,
    benefit: str,
    place_code: str = "",
    started_on: date | None = None,
    ended_on: date | None = None,
    amount_fen: int | None = None,
    supplement_fen: int | None = None,
    cause: str = "",
    **by: Unpack[By],
) -> Aid | Refused:
    """A benefit drawn in another place, or given by a former system; our own stand as awards."""
    reasons = [] if benefit in AIDS else [Reason("benefit", f"选救助项目：{'、'.join(AIDS.values())}")]
    place = normal(place_code)
    if place and not _is_place(place):
        reasons.append(_NO_PLACE)
    if started_on is not None and started_on > law_day(by["at"]):
        reasons.append(Reason("started_on", f"开始享受的日期 {started_on} 在今天以后"))
    if started_on is not None and ended_on is not None and ended_on < started_on:
        reasons.append(Reason("ended_on", f"停止享受的日期 {ended_on} 早于开始享受的 {started_on}"))
    if any(fen is not None and fen < 0 for fen in (amount_fen, supplement_fen)):
        reasons.append(Reason("amount", "金额不能为负数"))
    if amount_fen is not None and supplement_fen is not None and supplement_fen > amount_fen:
        reasons.append(Reason("supplement", "其中的分类施保不能多于金额"))
    if reasons:
        return Refused(tuple(reasons))
    fact = Aid(household=household, benefit=benefit, place_code=place.ljust(12, "0") if place else "", cause=cause)
    fact.started_on, fact.ended_on, fact.amount_fen, fact.supplement_fen = (
        started_on,
        ended_on,
        amount_fen,
        supplement_fen,
    )
    return _record(household, fact, lambda _row: None, by)


_NO_PLACE = Reason("place", "所在地填区划代码：6 位（县）、9 位（乡镇）或 12 位（村）")


def _is_place(place: str) -> bool:
    return len(place) in {6, 9, 12} and place.isascii() and place.isdigit()


def record_residence(
    member: Member, *, kind: str, place_code: str, valid_until: date | None = None, **by: Unpack[By]
) -> Residence | Refused:
    """Where a member is registered, holds a permit (from its issue, with its last day), or lives; the one before ends."""
    if kind not in RESIDENCES:
        return refused("kind", f"选类别：{'、'.join(RESIDENCES.values())}")
    place, permit, since = normal(place_code), kind == "residence_permit", by.get("since")
    reasons = [] if _is_place(place) else [_NO_PLACE]
    if since is not None and since > law_day(by["at"]):
        reasons.append(Reason("since", f"日期 {since} 在今天以后，到那天再登记"))
    if valid_until is not None and not permit:
        reasons.append(Reason("valid_until", "有效期只有居住证才填"))
    if valid_until is not None and since is not None and valid_until < since:
        reasons.append(Reason("valid_until", f"有效期至 {valid_until} 早于签发日期 {since}"))
    if reasons:
        return Refused(tuple(reasons))
    fact = Residence(member=member, kind=kind, place_code=place.ljust(12, "0"), valid_until=valid_until)
    fact.issued_on = since if permit else None

    def prepare(row: Residence) -> None:
        row.period = period_of(by)
        make_room(Residence.objects.filter(member=member, kind=kind), row.period, by["at"])

    return _record(member.household, fact, prepare, by)


def record_consent(
    member: Member, *, signed_on: date, valid_until: date | None = None, **by: Unpack[By]
) -> Consent | Refused:
    """A member's signed authorisation of the information check (民发〔2021〕57号 第九条)."""
    if signed_on > law_day(by["at"]):
        return refused("signed_on", f"签字日期 {signed_on} 在今天以后")
    if valid_until is not None and valid_until < signed_on:
        return refused("until", f"有效期不能早于签字日期 {signed_on}")
    fact = Consent(member=member, signed_on=signed_on, until=valid_until)
    return _record(member.household, fact, lambda _row: None, by)


def record_account(
    household: Household, *, holder: str, bank: str, number: str, **by: Unpack[By]
) -> PaymentAccount | Refused:
    """Where the family is paid from a day on; the account before ends there."""
    digits = normal(number)
    reasons = [wrong] if (wrong := name_check(holder)) else []
    if not digits.isdigit() or len(digits) not in _ACCOUNT_LENGTHS:
        reasons.append(Reason("number", f"账号应为 8 至 30 位数字，现在是 {len(digits)} 位"))
    if not bank.strip():
        reasons.append(Reason("bank", "填开户行"))
    if reasons:
        return Refused(tuple(reasons))
    fact = PaymentAccount(household=household, holder=tidy_name(holder), bank=bank.strip(), number=digits)
    fact.number_index, fact.number_mask = blind_index(digits, "account"), mask_account(digits)

    def prepare(row: PaymentAccount) -> None:
        row.period = period_of(by)
        make_room(PaymentAccount.objects.filter(household=household), row.period, by["at"])

    return _record(household, fact, prepare, by)


def _begin(fact: Asset | Obligor, by: By) -> None:
    fact.period = period_of(by)


def _record(household: Household, fact: F, prepare: Callable[[F], None], by: By) -> F | Refused:
    kind = str(fact._meta.model_name)

    def write(family: Household) -> tuple[F, Mapping[str, Any]]:
        set_aside(fact, by)
        prepare(fact)
        insert(fact, family, by)
        return fact, {"fact": kind, "id": fact.pk, "note": _note(fact)}

    return change(household, f"record_{_ACT.get(kind, kind)}", write, by)


_ACT = {"paymentaccount": "account"}


def _note(fact: Fact) -> str:
    member = getattr(fact, "member", None)
    return f"{member.name}：{say(fact)}" if isinstance(member, Member) else say(fact)


def void(fact: Fact, *, reason: str = "", **by: Unpack[By]) -> Done | Refused:
    """Take a fact that was written by mistake out of the count; the row stays."""
    household = _household_of(fact)
    if isinstance(fact, Condition) and _is_for_officers(fact.name, by):
        return _ONLY_OFFICERS
    if isinstance(fact, Member) and fact.relation == "self":
        return refused("head", "户主不能删除；换户主先改关系，整户登记错了请停用这一户")

    def write(family: Household) -> tuple[Done, Mapping[str, Any]]:
        row = type(fact).objects.select_for_update().get(pk=fact.pk)
        if row.voided_at is not None:
            raise Undone(Reason("stale", f"“{say(row)}”已被他人修改或删除"))
        row.voided_at = by["at"]
        row.save(update_fields=["voided_at"])
        note = "，".join(part for part in (_note(row), reason.strip()) if part)
        return Done(family.version + 1), {"fact": fact._meta.model_name, "id": fact.pk, "note": note}

    return change(household, "void", write, by)


def _household_of(fact: Fact) -> Household:
    member = getattr(fact, "member", None)
    household = member.household if isinstance(member, Member) else getattr(fact, "household", None)
    if not isinstance(household, Household):
        raise TypeError(f"{type(fact).__name__} belongs to no household")
    return household
