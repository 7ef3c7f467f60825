"""Whether the rows of one workbook agree with each other: keys once, families whole, nobody aided twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from cases.awards.models import SCHEME_GROUPS
from cases.households.identity import citizen
from cases.register.layout import ACCOUNTS, AWARDS, HOUSEHOLDS, MEMBERS, Sheet
from cases.register.records import AwardRow, MemberRow, Register
from cases.register.workbook import add, cell_of

_FIRST_DIBAO = date(1993, 6, 1)  # Shanghai's, the first of all; an older month is a slip of the keyboard
_YEAR_AHEAD = timedelta(days=366)
_ACCOUNT_DIGITS = range(8, 33)
_CODE_DIGITS = 12


def check(register: Register, villages: Mapping[str, str], *, on: date) -> None:
    """Add every problem of the rows among themselves; `villages` are the places this file may fill."""
    _Check(register, villages, on).all()


class _Check:
    """One pass over each sheet, with the lists of the others at hand."""

    def __init__(self, register: Register, villages: Mapping[str, str], on: date) -> None:
        self.register, self.villages, self.on = register, villages, on
        self.households = {row.household for row in register.households}
        # a family with an unreadable row is not called incomplete on top of that
        self.unread = {problem.sheet for problem in register.problems}
        self.members: dict[str, list[MemberRow]] = defaultdict(list)
        for row in register.members:
            self.members[row.household].append(row)

    def all(self) -> None:
        """Sheet by sheet."""
        self._households()
        self._members()
        self._awards()
        self._accounts()

    def _say(self, sheet: Sheet, name: str, row: int, reason: str, allowed: str = "") -> None:
        add(self.register, sheet.name, cell_of(sheet, self.register, name, row), reason, allowed)

    def _once(self, sheet: Sheet, name: str, keys: Iterable[tuple[int, str]], what: str) -> None:
        seen: dict[str, int] = {}
        for row, key in keys:
            if key in seen:
                self._say(sheet, name, row, f"{what}和第 {seen[key]} 行重复")
            seen.setdefault(key, row)

    def _known(self, sheet: Sheet, rows: Iterable[tuple[int, str]]) -> None:
        if HOUSEHOLDS.name in self.unread:
            return
        for row, household in rows:
            if household not in self.households:
                self._say(sheet, "household", row, f"“家庭”表里没有户编号 {household}", "先在“家庭”表里登记这一户")

    def _households(self) -> None:
        self._once(HOUSEHOLDS, "household", ((row.row, row.household) for row in self.register.households), "户编号")
        for row in self.register.households:
            if row.area_code not in self.villages:
                self._say(
                    HOUSEHOLDS, "area_code", row.row, f"{row.area_code} 不是导入地区里的村（社区）",
                    "本次导入地区内村（社区）的12位区划代码",
                )  # fmt: skip
            if MEMBERS.name not in self.unread:
                self._head(row.row, row.household, row.head_name)

    def _head(self, row: int, household: str, head_name: str) -> None:
        heads = [member for member in self.members[household] if member.relation == "self"]
        if len(heads) != 1:
            self._say(HOUSEHOLDS, "household", row, f"“成员”表里这一户有 {len(heads)} 个户主", "每户正好一个户主")
        elif heads[0].name != head_name:
            self._say(HOUSEHOLDS, "head_name", row, f"户主姓名和“成员”表第 {heads[0].row} 行的“{heads[0].name}”不一致")

    def _members(self) -> None:
        self._known(MEMBERS, ((row.row, row.household) for row in self.register.members))
        numbered = ((row.row, row.id_number) for row in self.register.members if row.id_number)
        self._once(MEMBERS, "id_number", numbered, "身份证号")
        for row in self.register.members:
            self._person(row)
            if (row.disability in {None, ""}) == bool(row.disability_grade):
                self._say(MEMBERS, "disability_grade", row.row, "残疾类别和残疾等级要一起填", "没有残疾的，类别填“无”")
            if row.hukou and not (len(row.hukou) == _CODE_DIGITS and row.hukou.isdigit()):
                self._say(MEMBERS, "hukou", row.row, f"“{row.hukou}”不是区划代码", "12位数字，文本格式")
            self._permit(row)

    def _permit(self, row: MemberRow) -> None:
        issued, until = row.permit_from, row.permit_until
        if issued and issued > self.on:
            self._say(MEMBERS, "permit_from", row.row, f"签发日期 {issued} 还没有到")
        if issued and until and until < issued:
            self._say(MEMBERS, "permit_until", row.row, f"早于签发日期 {issued}", "证上写的最后一天")

    def _person(self, row: MemberRow) -> None:
        person = citizen(row.id_number) if row.id_number else None
        born = person.birth_date if person else row.birth_date
        if born is None or (person is None and not row.sex):
            self._say(MEMBERS, "id_number", row.row, "没有身份证号的，要填出生日期和性别")
        elif born > self.on:
            self._say(MEMBERS, "id_number" if person else "birth_date", row.row, f"出生日期 {born} 还没有到")
        elif person and row.birth_date and row.birth_date != born:
            self._say(MEMBERS, "birth_date", row.row, f"和身份证号里的出生日期 {born} 不一致")
        elif person and row.sex and row.sex != person.sex:
            self._say(MEMBERS, "sex", row.row, "和身份证号里的性别不一致")

    def _awards(self) -> None:
        self._known(AWARDS, ((row.row, row.household) for row in self.register.awards))
        self._once(AWARDS, "key", ((row.row, row.key) for row in self.register.awards), "待遇编号")
        aided: dict[tuple[str, str], int] = {}
        for row in self.register.awards:
            self._figures(row)
            self._persons(row, aided)

    def _figures(self, row: AwardRow) -> None:
        if row.amount <= 0:
            self._say(AWARDS, "amount", row.row, "每月金额必须大于 0", "已停发的不要放进台账")
        if row.supplement is not None and row.supplement > row.amount:
            self._say(AWARDS, "supplement", row.row, "其中的分类施保多于每月金额")
        if not _FIRST_DIBAO <= row.first_month <= self.on + _YEAR_AHEAD:
            self._say(AWARDS, "first_month", row.row, f"起始月份 {row.first_month:%Y-%m} 不可能", "1993-06 至一年以内")
        if row.paid_through and row.paid_through > self.on:
            self._say(AWARDS, "paid_through", row.row, f"{row.paid_through:%Y-%m} 还没有到，不能已经发了")
        if row.reviewed_on and row.reviewed_on > self.on:
            self._say(AWARDS, "reviewed_on", row.row, f"复核日期 {row.reviewed_on} 还没有到")

    def _persons(self, row: AwardRow, aided: dict[tuple[str, str], int]) -> None:
        family = self.members[row.household]
        numbers = {member.id_number for member in family if member.id_number}
        if row.persons and MEMBERS.name not in self.unread and (strange := set(row.persons) - numbers):
            self._say(AWARDS, "persons", row.row, f"有 {len(strange)} 个身份证号不是这一户的成员")
        for person in row.persons or ["/".join(member.known_as) for member in family]:
            key = (SCHEME_GROUPS[row.benefit], person)
            if key in aided and aided[key] != row.row:
                self._say(AWARDS, "persons", row.row, f"有人在第 {aided[key]} 行已经享受，低保和特困不能重复")
                return
            aided[key] = row.row

    def _accounts(self) -> None:
        self._known(ACCOUNTS, ((row.row, row.household) for row in self.register.accounts))
        counted = Counter(row.household for row in self.register.accounts)
        for row in self.register.accounts:
            if counted[row.household] > 1:
                self._say(ACCOUNTS, "household", row.row, f"这一户有 {counted[row.household]} 个账户", "每户一个账户")
            if not (row.number.isascii() and row.number.isdigit() and len(row.number) in _ACCOUNT_DIGITS):
                self._say(ACCOUNTS, "number", row.row, "账号应为8至32位数字", "文本格式，不带空格和横线")
