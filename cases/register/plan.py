"""What taking a workbook in would do: what is new, what is there already, what differs, and every bad row."""

from collections import defaultdict
from collections.abc import Sized
from dataclasses import dataclass, field
from datetime import date

from assistance.fields import blind_index
from cases.awards.models import SCHEME_GROUPS
from cases.households.identity import person_index
from cases.register import consistency
from cases.register.layout import ACCOUNTS, AWARDS, HOUSEHOLDS, MEMBERS, SHEETS, Sheet
from cases.register.records import AccountRow, AwardRow, HouseholdRow, MemberRow, Register
from cases.register.selectors import Standing, Stock, stock_of, villages_of
from cases.register.workbook import add, cell_of
from cases.staff.models import scope_range

_ELSEWHERE = "请联系县级核实"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is in the database with other content; the database's is kept and this is shown."""

    sheet: str
    row: int
    cell: str
    heading: str
    in_file: str
    in_database: str


@dataclass(frozen=True, slots=True)
class Count:
    """What becomes of the rows of a sheet."""

    sheet: str
    rows: int
    new: int
    already: int
    differing: int


@dataclass(slots=True)
class Plan:
    """The register, what stands already, and what is to be written."""

    register: Register
    area_code: str
    stock: Stock
    people: dict[str, bytes]  # ID number → blind index
    families: dict[str, list[MemberRow]]
    since: dict[str, date]  # from when a household's facts stand: the first month of its oldest award
    households: list[HouseholdRow] = field(default_factory=list)
    members: list[MemberRow] = field(default_factory=list)
    awards: list[AwardRow] = field(default_factory=list)
    accounts: list[AccountRow] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether it may be taken in: not one bad row."""
        return not self.register.problems

    @property
    def new_rows(self) -> int:
        """How many rows would be added."""
        return len(self.households) + len(self.members) + len(self.awards) + len(self.accounts)

    def counts(self) -> list[Count]:
        """By sheet, in the order of the workbook."""
        read: tuple[Sized, ...] = (self.register.households, self.register.members, self.register.awards, self.register.accounts)
        new: tuple[Sized, ...] = (self.households, self.members, self.awards, self.accounts)
        differing = [{d.row for d in self.differences if d.sheet == sheet.name} for sheet in SHEETS]
        return [
            Count(sheet.name, len(rows), len(fresh), len(rows) - len(fresh), len(other))
            for sheet, rows, fresh, other in zip(SHEETS, read, new, differing, strict=True)
        ]


def plan_for(register: Register, area_code: str, *, on: date) -> Plan:
    """Compare a register with itself and with the database."""
    consistency.check(register, villages_of(area_code), on=on)
    people = {row.id_number: person_index(row.id_number) for row in register.members if row.id_number}
    stock = stock_of(
        [row.household for row in register.households], list(people.values()), [row.key for row in register.awards]
    )
    families: dict[str, list[MemberRow]] = defaultdict(list)
    for row in register.members:
        families[row.household].append(row)
    since: dict[str, date] = {}
    for award in register.awards:
        since[award.household] = min(award.first_month, since.get(award.household, award.first_month))
    plan = Plan(register, area_code, stock, people, families, since)
    _Comparison(plan, on).all()
    return plan


def yuan(fen: int) -> str:
    """Fen as they stand in a cell."""
    return f"{fen // 100}.{fen % 100:02d}"


class _Comparison:
    """Each row against what stands in the database."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.plan, self.on = plan, on
        self.first, self.below = scope_range(plan.area_code)

    def all(self) -> None:
        """Sheet by sheet."""
        for household in self.plan.register.households:
            self._household(household)
        for member in self.plan.register.members:
            self._member(member)
        for award in self.plan.register.awards:
            self._award(award)
        for account in self.plan.register.accounts:
            self._account(account)

    def _here(self, area_code: str) -> bool:
        return self.first <= area_code < self.below

    def _say(self, sheet: Sheet, name: str, row: int, reason: str, allowed: str = "") -> None:
        add(self.plan.register, sheet.name, cell_of(sheet, self.plan.register, name, row), reason, allowed)

    def _differs(self, sheet: Sheet, name: str, row: int, in_file: str, in_database: str) -> None:
        if in_file != in_database:
            cell = cell_of(sheet, self.plan.register, name, row)
            heading = next(column.heading for column in sheet.columns if column.name == name)
            self.plan.differences.append(Difference(sheet.name, row, cell, heading, in_file, in_database))

    def _household(self, row: HouseholdRow) -> None:
        known = self.plan.stock.households.get(row.household)
        if known is None:
            self.plan.households.append(row)
        elif not self._here(known.area_code):
            self._say(HOUSEHOLDS, "household", row.row, "户编号在别的地区用着", f"换一个编号，或{_ELSEWHERE}")
        else:
            for name in ("head_name", "area_code", "setting", "address", "phone"):
                self._differs(HOUSEHOLDS, name, row.row, getattr(row, name), getattr(known, name))

    def _member(self, row: MemberRow) -> None:
        known = self.standing(row)
        if known is None:
            self.plan.members.append(row)
        elif known.household != row.household:
            where = f"户编号 {known.household}" if self._here(known.area_code) else "别的地区"
            self._say(MEMBERS, "id_number", row.row, f"此人登记在{where}", f"先办理迁出，或{_ELSEWHERE}")
        else:
            self._differs(MEMBERS, "name", row.row, row.name, known.name)
            self._differs(MEMBERS, "relation", row.row, row.relation, known.relation)

    def standing(self, row: MemberRow) -> Standing | None:
        """Where this person stands in the period that the row is about, in this household first."""
        if not row.id_number:
            return self.plan.stock.unnumbered.get((row.household, row.name, row.birth_date))
        since = self.plan.since.get(row.household, self.on)
        found = [
            one
            for one in self.plan.stock.people.get(self.plan.people[row.id_number], [])
            if one.until is None or one.until > since
        ]
        return next((one for one in found if one.household == row.household), found[0] if found else None)

    def _award(self, row: AwardRow) -> None:
        known = self.plan.stock.awards.get(row.key)
        if known is None:
            self.plan.awards.append(row)
            self._nobody_twice(row)
        elif (known.household, known.benefit) != (row.household, row.benefit):
            self._say(AWARDS, "key", row.row, "这个待遇编号是别的户或别的救助类型的", "每项待遇一个编号")
        else:
            self._differs(AWARDS, "amount", row.row, yuan(row.amount), yuan(known.amount_fen or 0))
            self._differs(AWARDS, "first_month", row.row, f"{row.first_month:%Y-%m}", f"{known.first_month:%Y-%m}")

    def _nobody_twice(self, row: AwardRow) -> None:
        group = SCHEME_GROUPS[row.benefit]
        numbers = row.persons or [one.id_number for one in self.plan.families[row.household] if one.id_number]
        for number in numbers:
            if number in self.plan.people and (self.plan.people[number], group) in self.plan.stock.aided:
                self._say(AWARDS, "persons", row.row, "有人已在享受同类救助，不能重复保障", f"先停发原来的，或{_ELSEWHERE}")
                return

    def _account(self, row: AccountRow) -> None:
        known = self.plan.stock.accounts.get(row.household)
        if known is None:
            self.plan.accounts.append(row)
            return
        index, holder = known
        self._differs(ACCOUNTS, "holder", row.row, row.holder, holder)
        if blind_index(row.number, "account") != index:
            self._differs(ACCOUNTS, "number", row.row, f"尾号 {row.number[-4:]}", "另一个账号")
