"""People who do not exist: names from lists, ID numbers with a right check digit under a prefix that no place has."""

from datetime import date, timedelta
from random import Random

from cases.households.identity import check_digit

# No place has these; each kind of people has its own, so that no two seeds ever give the same number.
REGISTERED, APPLYING, WORKING = "990101", "990102", "990103"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_DOUBLE = ("欧阳", "司马", "诸葛", "上官", "夏侯", "皇甫")
_FEMALE = "秀兰英桂芳玉珍凤霞红丽娟敏静淑华梅莲翠香云琴萍菊娥巧慧燕"
_MALE = "建国军强明伟志刚永福德林海洋学文成龙振宝山春生玉平金财贵友"
_RARE = "𠮷㛃䶮堃玥龘犇淼頔烜翀"  # beyond the common sets: a system that cannot write a name cannot pay a person
_OTHER_PEOPLES = (
    "阿依古丽·买买提", "古丽娜尔·艾合买提", "艾力·吐尔逊", "巴特尔", "其其格", "斯琴高娃", "扎西·多吉", "卓玛·才让", "丹增·罗布", "阿卜杜拉·热合曼",
)  # fmt: skip


class Population:
    """Gives out people, each number once; the same seed and prefix give the same people."""

    def __init__(self, seed: int, prefix: str = REGISTERED) -> None:
        self.prefix = prefix
        self.random = Random(seed)  # noqa: S311 - invented people, not keys
        self._given: set[str] = set()

    def name(self, sex: str, surname: str = "") -> str:
        """A name; now and then a rare character, a double surname or another people's."""
        if not surname and self.random.random() < 0.004:
            return self.random.choice(_OTHER_PEOPLES)
        signs = _FEMALE if sex == "female" else _MALE
        given = "".join(self.random.sample(signs, self.random.choice((1, 2, 2, 2))))
        if self.random.random() < 0.01:
            given = given[:-1] + self.random.choice(_RARE)
        return (surname or self.surname()) + given

    def surname(self) -> str:
        """A surname, the common ones more often."""
        if self.random.random() < 0.005:
            return self.random.choice(_DOUBLE)
        return _SURNAMES[min(int(self.random.expovariate(1 / 22)), len(_SURNAMES) - 1)]

    def birthday(self, age: int, on: date) -> date:
        """A day on which somebody who has this age was born."""
        latest = _years_before(on, age)
        earliest = _years_before(on, age + 1) + timedelta(days=1)
        return earliest + timedelta(days=self.random.randrange((latest - earliest).days + 1))

    def id_number(self, born: date, sex: str) -> str:
        """A number that nobody has been given before."""
        while True:
            sequence = 2 * self.random.randrange(500) + (sex == "male")
            first = f"{self.prefix}{born:%Y%m%d}{sequence:03d}"
            number = first + check_digit(first)
            if number not in self._given:
                self._given.add(number)
                return number


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)
