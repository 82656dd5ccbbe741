"""A made archive: years of work reports, bulletins and news of some places, and what became of every target in them.

Documents are made as the library would read them, field by field, so that what is measured is the joining of figures and
not the reading of text. The outcomes are drawn first, then the figures that tell them. Around these stand figures that must
not be joined: shares, amounts a head and growths of the same thing, other scopes, counties of the place, quarters, totals of
several years; names and units change from year to year; news tell figures again.
"""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from policyextract.identity import content_hash, record_id
from policyextract.models import document_from

PLACES = (("济南市", "370100"), ("长沙市", "430100"), ("贵阳市", "520100"), ("海东市", "630200"), ("温州市", "330300"))
YEARS = (2023, 2024, 2025)


class Kind(NamedTuple):
    """An indicator: its names, units with their scale, the form of its figures, and about how much of it there is."""

    names: tuple[str, ...]
    units: tuple[tuple[str, str, float], ...]
    """(unit, dimension, how much of the first unit it is)."""
    change: str
    comparator: str
    about: float
    better: int = 1
    near: tuple[tuple[str, str, str, str], ...] = ()
    """Figures that must not be joined: (name, unit, dimension, change)."""


GROWTH = (("%", "share", 1.0),)
MONEY = (("亿元", "currency", 1e8), ("万元", "currency", 1e4), ("元", "currency", 1.0))
PEOPLE = (("万人", "people", 1e4), ("人", "people", 1.0))
COUNT = (("个", "count", 1.0),)
AREA = (("万亩", "area", 1e4 * 2000 / 3), ("公顷", "area", 1e4))

KINDS = (
    Kind(("地区生产总值", "GDP", "生产总值", "经济"), GROWTH, "increase", "~", 6, 1,
         (("人均地区生产总值", "%", "share", "increase"), ("海洋生产总值", "%", "share", "increase"), ("地区生产总值", "亿元", "currency", "none"))),
    Kind(("一般公共预算收入", "地方一般公共预算收入"), GROWTH, "increase", ">=", 5, 1,
         (("税收收入", "%", "share", "increase"), ("一般公共预算支出", "%", "share", "increase"), ("税收占一般公共预算收入比重", "%", "share", "none"))),
    Kind(("城镇新增就业", "新增城镇就业", "城镇新增就业人数"), PEOPLE, "increase", ">=", 12, 1,
         (("农村劳动力转移就业", "万人", "people", "none"), ("失业人员再就业", "万人", "people", "none"), ("高校毕业生就业", "万人", "people", "none"))),
    Kind(("城镇调查失业率", "调查失业率"), GROWTH, "none", "<=", 5.5, -1, (("城镇登记失业率", "%", "share", "none"), ("青年失业率", "%", "share", "none"))),
    Kind(("居民消费价格", "CPI", "居民消费价格涨幅", "居民消费价格总水平"), GROWTH, "increase", "~", 3, -1,
         (("工业生产者出厂价格", "%", "share", "increase"), ("核心CPI", "%", "share", "increase"))),
    Kind(("规上工业增加值", "规模以上工业增加值"), GROWTH, "increase", ">=", 7, 1,
         (("工业增加值", "%", "share", "increase"), ("高技术制造业增加值", "%", "share", "increase"), ("规上工业企业利润", "%", "share", "increase"))),
    Kind(("固定资产投资", "固定资产投资额"), GROWTH, "increase", ">=", 6, 1,
         (("民间投资", "%", "share", "increase"), ("工业投资", "%", "share", "increase"), ("国有固定资产投资", "%", "share", "increase"))),
    Kind(("社会消费品零售总额", "社零总额", "社消零总额"), GROWTH, "increase", ">=", 6, 1,
         (("限额以上社会消费品零售总额", "%", "share", "increase"), ("网上零售额", "%", "share", "increase"))),
    Kind(("进出口总额", "外贸进出口总额", "货物进出口总额"), GROWTH, "increase", ">=", 4, 1,
         (("出口总额", "%", "share", "increase"), ("跨境电商进出口额", "%", "share", "increase"))),
    Kind(("实际使用外资", "实际利用外资"), MONEY[:2], "none", ">=", 20, 1, (("引进省外资金", "亿元", "currency", "none"),)),
    Kind(("居民人均可支配收入", "全体居民人均可支配收入"), GROWTH, "increase", ">=", 6, 1,
         (("城镇居民人均可支配收入", "%", "share", "increase"), ("居民人均消费支出", "%", "share", "increase"))),
    Kind(("农村居民人均可支配收入", "农村居民收入"), GROWTH, "increase", ">=", 7, 1, (("脱贫人口人均纯收入", "%", "share", "increase"),)),
    Kind(("粮食产量", "粮食总产量", "粮食总产"), (("万吨", "mass", 1e7), ("吨", "mass", 1e3)), "none", ">=", 60, 1,
         (("夏粮产量", "万吨", "mass", "none"), ("粮食产量", "%", "share", "increase"))),
    Kind(("单位GDP能耗", "万元GDP能耗", "单位地区生产总值能耗"), GROWTH, "decrease", "=", 3, 1,
         (("单位工业增加值能耗", "%", "share", "decrease"), ("单位GDP二氧化碳排放", "%", "share", "decrease"))),
    Kind(("常住人口城镇化率", "城镇化率"), GROWTH, "none", "=", 65, 1, (("户籍人口城镇化率", "%", "share", "none"),)),
    Kind(("研发投入强度", "全社会研发经费投入强度"), GROWTH, "none", ">=", 2.5, 1, (("全社会研发经费投入", "%", "share", "increase"),)),
    Kind(("空气质量优良天数比率", "空气优良天数比例"), GROWTH, "none", ">=", 85, 1, (("水质优良比例", "%", "share", "none"),)),
    Kind(("PM2.5平均浓度", "PM2.5浓度"), (("微克/立方米", "mass/volume", 1.0),), "none", "<=", 35, -1, (("PM10平均浓度", "微克/立方米", "mass/volume", "none"),)),
    Kind(("森林覆盖率",), GROWTH, "none", "=", 40, 1, (("建成区绿化覆盖率", "%", "share", "none"),)),
    Kind(("高新技术企业", "国家高新技术企业"), COUNT, "none", ">=", 900, 1,
         (("科技型中小企业", "个", "count", "none"), ("专精特新中小企业", "个", "count", "none"), ("新增高新技术企业", "个", "count", "increase"))),
    Kind(("技术合同成交额", "技术合同交易额"), MONEY[:2], "none", ">=", 200, 1, (("技术合同成交额", "%", "share", "increase"),)),
    Kind(("5G基站", "5G基站数"), COUNT, "none", ">=", 8000, 1, (("新建5G基站", "个", "count", "increase"),)),
    Kind(("充电桩", "新能源汽车充电桩"), COUNT, "none", "=", 6000, 1, (("公共充电桩", "个", "count", "none"), ("充电站", "个", "count", "none"))),
    Kind(("高标准农田", "高标准农田面积"), AREA, "none", ">=", 90, 1, (("永久基本农田", "万亩", "area", "none"), ("新建高标准农田", "万亩", "area", "none"))),
    Kind(("养老服务床位", "养老床位"), COUNT, "none", ">=", 3000, 1, (("养老床位护理型占比", "%", "share", "none"),)),
    Kind(("每千人口托位数", "每千人口拥有3岁以下婴幼儿托位数"), COUNT, "none", ">=", 4.5, 1, (("新增托位", "个", "count", "increase"),)),
    Kind(("接待游客", "旅游人数"), (("万人次", "people", 1e4), ("人次", "people", 1.0)), "none", ">=", 5000, 1, (("入境游客", "万人次", "people", "none"),)),
    Kind(("旅游总收入", "旅游收入"), MONEY[:2], "none", ">=", 600, 1, (("旅游总收入", "%", "share", "increase"),)),
    Kind(("社区食堂", "社区食堂数量"), COUNT, "none", ">=", 300, 1, (("社区食堂服务老年人", "人", "people", "none"),)),
    Kind(("口袋公园", "口袋公园数量"), COUNT, "none", "=", 40, 1, (("城市公园", "个", "count", "none"),)),
    Kind(("绿道",), (("公里", "length", 1e3), ("千米", "length", 1e3)), "none", ">=", 500, 1, (("城市绿道", "公里", "length", "none"),)),
    Kind(("快递进村覆盖率", "快递进村覆盖率目标"), GROWTH, "none", ">=", 90, 1, (("农村快递网点覆盖率", "%", "share", "none"),)),
    Kind(("公交出行分担率",), GROWTH, "none", ">=", 35, 1, (("绿色出行比例", "%", "share", "none"),)),
    Kind(("政务服务好评率",), GROWTH, "none", ">=", 99, 1, (("热线办结率", "%", "share", "none"),)),
    Kind(("重大项目开工率",), GROWTH, "none", ">=", 92, 1, (("省重大项目开工率", "%", "share", "none"),)),
    Kind(("道路交通事故死亡人数", "全市道路交通事故死亡人数"), PEOPLE[1:], "none", "<=", 150, -1, (("火灾事故死亡人数", "人", "people", "none"),)),
    Kind(("供水管网漏损率",), GROWTH, "none", "<=", 8, -1, (("供热管网漏损率", "%", "share", "none"),)),
    Kind(("规上服务业营业收入", "规模以上服务业企业营业收入"), GROWTH, "increase", ">=", 8, 1, (("规上工业营业收入", "%", "share", "increase"),)),
    Kind(("金融机构各项贷款余额", "本外币各项贷款余额"), GROWTH, "increase", ">=", 9, 1, (("各项存款余额", "%", "share", "increase"), ("制造业贷款余额", "%", "share", "increase"))),
    Kind(("数字经济核心产业增加值占GDP比重", "数字经济核心产业增加值占地区生产总值的比重"), GROWTH, "none", ">=", 9, 1,
         (("数字经济占GDP比重", "%", "share", "none"), ("数字经济核心产业增加值", "%", "share", "increase"))),
)  # fmt: skip

OUTCOMES = ("met",) * 8 + ("missed",) * 5 + ("not_reported",) * 3 + ("raised",) * 2 + ("lowered",) * 2


class Truth(NamedTuple):
    """What became of one target."""

    status: str
    note: str | None
    actuals: frozenset[str]
    """Ids of the records that may be named as its actual."""


class Made(NamedTuple):
    """The archive."""

    documents: list[dict[str, Any]]
    truth: dict[str, Truth]
    """By the id of the record that sets the target."""
    dropped: frozenset[tuple[str, int, int]]
    """(place, number of the indicator, year) without a target, though its report sets others."""


class _Document:
    """A document in the making."""

    def __init__(self, ident: str, title: str, published: str, place: tuple[str, str]) -> None:
        self.head = {
            "id": ident, "title": title, "published": published, "content_hash": content_hash(ident),
            "place": {"text": place[0], "code": place[1], "source": "title"},
        }  # fmt: skip
        self.records: dict[str, list[dict[str, Any]]] = {"target": [], "actual": []}

    def add(
        self,
        kind: str,
        name: str,
        amount: float,
        unit: str,
        dimension: str,
        change: str,
        comparator: str,
        period: tuple[str | None, str],
        **more: Any,
    ) -> str:
        """One more record; its id."""
        written = f"{amount:.10g}{unit}"
        said = f"{name}{written}。"
        number = sum(map(len, self.records.values()))
        ident = record_id(self.head["id"], written, unit, name, number)
        scale = {"万": 10_000, "亿": 100_000_000}.get(unit[0], 1)
        value = f"{amount * scale:.10g}"
        start = 20 * number + len(name)
        self.records[kind].append(
            {
                "id": ident, "kind": kind, "indicator": {"text": name}, "change": change,
                "quantity": {
                    "text": written, "start": start, "end": start + len(written), "comparator": comparator,
                    "low": None if comparator == "<=" else value, "high": None if comparator == ">=" else value,
                    "unit": unit.lstrip("万亿"), "canonical_unit": unit.lstrip("万亿"), "dimension": dimension,
                    "currency": "CNY" if dimension == "currency" else None,
                },
                "due": {"text": period[1][:4], "first": period[0], "last": period[1], "grain": "year", "source": "clause"},
                "sentence": {"text": said, "start": 20 * number, "end": 20 * number + len(said)},
                "commitment": "expected" if kind == "target" else None,
                **more,
            }
        )  # fmt: skip
        return ident

    def json(self) -> dict[str, Any]:
        """The document in its JSON form, checked against the contract."""
        made = {**self.head, "targets": self.records["target"], "actuals": self.records["actual"]}
        return document_from(made).model_dump(mode="json")


def archive(seed: int = 1) -> Made:
    """The archive; the same seed gives the same documents."""
    draw = random.Random(seed)
    made = Made([], {}, frozenset())
    dropped: set[tuple[str, int, int]] = set()
    for place in PLACES:
        gone = {number: draw.choice(YEARS[2:]) for number in draw.sample(range(len(KINDS)), 3)}
        dropped |= {(place[1], number, year) for number, year in gone.items()}
        made.documents.extend(_place(place, gone, draw, made.truth))
    draw.shuffle(made.documents)
    return made._replace(dropped=frozenset(dropped))


def _place(
    place: tuple[str, str], gone: dict[int, int], draw: random.Random, truth: dict[str, Truth]
) -> Iterator[dict[str, Any]]:
    reports = {
        year: _Document(f"{place[1]}-{year}", f"{place[0]}{year}年政府工作报告", f"{year}-01-15", place)
        for year in (*YEARS, YEARS[-1] + 1)
    }
    news = {
        year: _Document(f"{place[1]}-{year}-news", f"{place[0]}{year}年经济运行情况", f"{year + 1}-02-20", place)
        for year in YEARS
    }
    changed = {
        year: _Document(f"{place[1]}-{year}-mid", f"{place[0]}{year}年计划调整报告", f"{year}-08-01", place)
        for year in YEARS
    }
    for number, kind in enumerate(KINDS):
        for year in (*YEARS, YEARS[-1] + 1):
            if gone.get(number, 9999) <= year:
                continue
            outcome = draw.choice(OUTCOMES) if year in YEARS else "open"
            _indicator(kind, year, outcome, (reports, news, changed), draw, truth)
    documents = (*reports.values(), *news.values(), *changed.values())
    yield from (document.json() for document in documents if any(document.records.values()))


def _indicator(
    kind: Kind,
    year: int,
    outcome: str,
    documents: tuple[dict[int, _Document], ...],
    draw: random.Random,
    truth: dict[str, Truth],
) -> None:
    """One indicator of one year: its target, what became of it, and what stands around it."""
    reports, news, changed = documents
    period = (f"{year}-01-01", f"{year}-12-31")
    aim = round(kind.about * draw.uniform(0.9, 1.1), 1)

    def said(document: _Document, role: str, amount: float, comparator: str) -> str:
        unit, dimension, size = draw.choice(kind.units)
        told = round(amount * kind.units[0][2] / size, 6)
        return document.add(role, draw.choice(kind.names), told, unit, dimension, kind.change, comparator, period)

    target = said(reports[year], "target", aim, kind.comparator)
    standing = aim
    if outcome in ("raised", "lowered"):
        standing = round(aim * (1.2 if outcome == "raised" else 0.8), 2)
        revised = said(changed[year], "target", standing, kind.comparator)
        truth[target] = Truth("revised", outcome, frozenset())
        target, outcome = revised, draw.choice(("met", "missed"))
    actuals: set[str] = set()
    if outcome in ("met", "missed"):
        good = (outcome == "met") == (kind.better > 0)
        least = 1.0 if outcome == "met" else 1.08  # more than what 左右 leaves
        got = round(standing * (draw.uniform(least, 1.2) if good else draw.uniform(0.7, 0.93)), 2)
        got = max(got, standing) if good else got
        actuals = {said(reports[year + 1], "actual", got, "=")}
        if draw.random() < 0.5:
            actuals.add(said(news[year], "actual", got, "="))
    truth[target] = Truth(outcome, None, frozenset(actuals))
    if year in YEARS:
        _noise(kind, year, standing, (reports[year], reports[year + 1], news[year]), draw)


def _noise(kind: Kind, year: int, aim: float, documents: tuple[_Document, ...], draw: random.Random) -> None:
    """Figures that would turn a verdict round, were they joined."""
    whole, wrong = (f"{year}-01-01", f"{year}-12-31"), round(aim * draw.choice((0.1, 0.5, 3.0)), 2)
    unit, dimension, _ = kind.units[0]
    same = (unit, dimension, kind.change, "=")
    for name, its_unit, its_dimension, its_change in kind.near:
        documents[1].add("actual", name, wrong, its_unit, its_dimension, its_change, "=", whole)
    county = {"region": {"text": "开发区", "code": None}}
    documents[2].add("actual", kind.names[0], wrong, *same, (f"{year}-01-01", f"{year}-03-31"))
    documents[2].add("actual", kind.names[0], wrong, *same, whole, **county)
    documents[1].add(
        "actual", kind.names[0], wrong, *same, (f"{year - 4}-01-01", f"{year}-12-31"), basis="annual_average"
    )
    documents[1].add("actual", f"民营{kind.names[0]}", wrong, *same, whole)
    documents[1].add("actual", f"人均{kind.names[0]}", wrong, *same, whole)
    documents[1].add("actual", f"{kind.names[0]}占全省比重", wrong, "%", "share", "none", "=", whole)
    documents[0].add("actual", kind.names[0], wrong, *same, (f"{year - 1}-01-01", f"{year - 1}-11-30"))
    if dimension != "share":
        documents[1].add("actual", kind.names[0], wrong, "%", "share", "increase", "=", whole)


__all__ = ["KINDS", "PLACES", "YEARS", "Made", "Truth", "archive"]
