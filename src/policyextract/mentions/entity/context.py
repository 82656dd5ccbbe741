"""What only the whole document can tell: its own place, which 鼓楼区 is meant, and which mentions are one entity."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple

from ...patterns import compiled
from ...rules import Mention
from ..values import Name
from . import divisions, documents, titled
from .scanning import scan

_FIRST = attrgetter("mentions")
_YEAR_BEFORE = re.compile(r"(?:19|20)\d\d年度?$")
_BY_ITSELF = compiled("[^\u4e00-\u9fff]|$|[的与和在将是有等至为以对向已从及到之]")
_GOVERNMENT = re.compile("(?<!人民)政府$")
_DROP = re.compile(r"[\s“”\"'‘’「」『』《》()（）,，、·]")
_DECLARED = re.compile(
    r"[（(](?:以下)?(?:统一)?简称(?:为)?[:：]?[“\"「]?(《[^《》]{2,20}》|[^《》“”\"「」（）()，。；]{2,12})[”\"」]?[）)]"
)
# 全市 in a document of a city, 全省 in one of a province: the class word and the level it names.
_LEVEL = {"省": 1, "市": 2, "州": 2, "盟": 2, "县": 3, "旗": 3, "区": 3}


# Mentions that are no entities: words for regions and for bodies without a name, and (by the end of their rule) names of
# kinds of bodies, such as 财政部门.
_LONGEST_LEAD = 14  # characters of the places and level words before a body: 新疆维吾尔自治区乌鲁木齐市
INNER = ("region", "body")
KIND = ".kind"


class Place(NamedTuple):
    """The document's own place: as written, its code, and what told it."""

    text: str
    code: str
    source: str  # "publisher" | "title" | "dateline" | "text"
    start: int  # in the view; -1 where it stands in a string given beside the text
    end: int


class Entity(NamedTuple):
    """One distinct entity of a document: ``start``/``end`` is its first mention in the fullest form."""

    text: str
    type: str
    canonical: str
    start: int
    end: int
    mentions: tuple[tuple[int, int], ...]
    code: str
    title: str


def _coded(mentions: Iterable[Mention]) -> Mention | None:
    """The last of the first run of adjoining places with a code, or the first body with one."""
    found: Mention | None = None
    for mention in mentions:
        value = mention.value
        if value.type not in ("place", "gov") or mention.rule == "place.short":
            continue
        code = value.code or _code_of(value)
        if not code:
            continue
        if found is None or found.end == mention.start:
            found = mention._replace(value=value._replace(code=code))
            if value.type == "gov":
                break
        else:
            break
    return found


def _code_of(value: Name) -> str:
    rows = divisions.named().get(value.canonical, ())
    return rows[0].code if value.type == "place" and rows else ""


def place_of_document(
    text: str,
    mentions: Sequence[Mention],
    *,
    title: str | None = None,
    source: str | None = None,
    spans: Sequence[tuple[str, int, int]] = (),
) -> Place | None:
    """The place a document speaks for, or ``None``.

    Publisher, then title, then dateline, then the first place of the text that is Chinese and has a code. ``spans`` are
    stretches of ``text`` whose role is known: (``publisher`` | ``title`` | ``dateline``, start, end). A place in the body
    counts only where no other province is named more often, so that news about many places has none.
    """
    given = {"publisher": source, "title": title}
    for role in ("publisher", "title", "dateline"):
        words = given.get(role)
        if words and (found := _coded(scan(words, 0, len(words)))):
            return Place(words[found.start : found.end], found.value.code, role, -1, -1)
        for name, start, end in spans:
            if name == role and (found := _coded(m for m in mentions if start <= m.start < end)):
                return Place(text[found.start : found.end], found.value.code, role, found.start, found.end)
    return _place_in_text(text, mentions)


def _place_in_text(text: str, mentions: Sequence[Mention]) -> Place | None:
    count: dict[str, int] = {}
    for mention in mentions:
        code = mention.value.code if mention.value.type in ("place", "gov") else ""
        if code:
            count[code[:2]] = count.get(code[:2], 0) + 1
    if not count:
        return None
    province, most = max(count.items(), key=lambda kv: kv[1])
    if most * 2 <= sum(count.values()):
        return None
    found = _coded(m for m in mentions if m.value.code[:2] == province)
    return Place(text[found.start : found.end], found.value.code, "text", found.start, found.end) if found else None


def settle(text: str, mentions: Sequence[Mention], place: Place | None) -> list[Mention]:
    """The mentions as the document shows them to be.

    Codes of ambiguous names by the place named before them, then by the document's place, then by likelihood; short
    county names (``place.short``) stay only in a province that is the document's or is named in the text; 全市, 我省 and
    bodies without a place (市财政局) take the code of the document's place where its level is theirs.
    """
    home = divisions.lineage(place.code) if place else ()
    provinces = {m.value.code[:2] for m in mentions if m.value.code and m.rule != "place.short"} | {c[:2] for c in home}
    out: list[Mention] = []
    near: tuple[str, ...] = ()
    named, by_code = divisions.named(), divisions.by_code()
    own: dict[str, str] = {}
    for mention in mentions:
        start, end, value, rule = mention
        kind, canonical, code, title = value
        if kind == "place":
            if not code and (rows := named.get(text[start:end])):
                code = divisions.settle(rows, (*near, *home)).code
                mention = Mention(start, end, Name(kind, by_code[code].name if code else canonical, code, title), rule)
            if rule == "place.short" and code[:2] not in provinces:
                continue
            near = divisions.lineage(code) or near
        elif home and not code and kind in ("region", "gov"):
            words = text[start:end]
            if words not in own:
                own[words] = _own(words, home)
            if own[words]:
                mention = Mention(start, end, Name(kind, canonical, own[words], title), rule + ".home")
        out.append(mention)
    return _again(text, out)


def _again(text: str, mentions: list[Mention]) -> list[Mention]:
    """With the further places of names already given: a person's without title or verb, and short forms (以下简称…)."""
    names = {m.value.canonical: m.value for m in mentions if m.value.type == "person" and len(m.value.canonical) > 2}
    if "简称" in text:
        short = _short_forms(text, mentions)
        if short:
            mentions = [m._replace(value=short.get(text[m.start : m.end], m.value)) for m in mentions]
            names |= short
    if not names:
        return mentions
    held = sorted((m.start, m.end) for m in mentions)
    starts = [s for s, _ in held]
    more = []
    for name, value in names.items():
        at = text.find(name)
        while at >= 0:
            n = bisect_right(starts, at) - 1
            free = (n < 0 or held[n][1] <= at) and (n + 1 == len(held) or held[n + 1][0] >= at + len(name))
            if free:
                more.append(Mention(at, at + len(name), value, f"{value.type}.again"))
            at = text.find(name, at + len(name))
    return sorted((*mentions, *more), key=lambda m: m.start) if more else mentions


def _short_forms(text: str, mentions: Sequence[Mention]) -> dict[str, Name]:
    """The short forms that the text itself declares: X公司（以下简称“Y”）, 《…》（以下简称《办法》）."""
    found: dict[str, Name] = {}
    ends = {m.end: m.value for m in mentions if m.value.type not in ("place", "region", "person")}
    for match in _DECLARED.finditer(text):
        value = ends.get(match.start())
        if value is not None:
            found[match[1]] = value if value.canonical else value._replace(canonical=match[1])
    return found


def _own(words: str, home: tuple[str, ...]) -> str:
    """The code of the document's place (or of one above it) that 全市, 我省, 市财政局 speak of.

    >>> _own("全市", ("371502", "371500", "370000")), _own("我省", ("371500", "370000")), _own("各市", ("370000",))
    ('371500', '370000', '')
    """
    lead = words[1:] if words[0] in "全我本该" else words
    if words[0] in "各当" or not lead:
        return ""
    municipal = home[-1][:2] in ("11", "12", "31", "50")
    level = _LEVEL.get(lead[0])
    if lead.startswith("自治区"):
        level = 1
    if level is None:
        return ""
    for code in home:
        division = divisions.by_code().get(code)
        if division is None:
            continue
        if division.level == level and (lead[0] != "区" or level == 1 or division.name.endswith("区")):
            return code
        # 市 is also a province-level municipality or a county-level city; 区 an autonomous region.
        if lead[0] == "市" and division.name.endswith("市") and (division.level == 3 or municipal) and code == home[0]:
            return code
        if lead[0] == "市" and municipal and division.level == 1:
            return code
        if lead[0] == "区" and division.name.endswith("自治区"):
            return code
    return ""


def is_named(mention: Mention) -> bool:
    """Whether a mention names an entity; words for regions, bodies without a name and kinds of bodies do not.

    >>> is_named(Mention(0, 2, Name("region", "全市", "", ""), "region.whole"))
    False
    """
    return mention.value.type not in INNER and KIND not in mention.rule


def group(text: str, mentions: Sequence[Mention], title: str | None = None) -> list[Entity]:
    """The distinct entities, by first mention; region words are none.

    Mentions are one entity where type and canonical name (or division code) agree, or where one is the other's short
    form: a body without its place, a quoted name without its head noun.
    """
    groups: dict[tuple[str, str], list[Mention]] = {}
    keys: dict[Name, tuple[str, str]] = {}
    before: Mention | None = None
    for mention in _with_headings(text, mentions):
        if mention.rule == "document.address":
            mention = _addressed(text, mention, before)
        before = mention
        value: Name = mention.value
        if not is_named(mention):
            continue
        if mention.rule.startswith("gov.seat") and value.canonical.endswith("政府"):
            value = value._replace(canonical=_GOVERNMENT.sub("人民政府", value.canonical))
        if not value.canonical:
            key = _key(value, text[mention.start : mention.end])
        elif (known := keys.get(value)) is not None:
            key = known
        else:
            key = keys[value] = _key(value, value.canonical)
        groups.setdefault(key, []).append(mention)
    _drop_attributes(text, groups)
    _merge_bodies(groups)
    _merge_programmes(groups)
    return sorted([_entity(text, found) for found in groups.values()], key=_FIRST)


def _addressed(text: str, mention: Mention, before: Mention | None) -> Mention:
    """An unmarked report with the place and the year before it: 2026年+山西省+政府工作报告."""
    start = mention.start
    if before is not None and before.end == start and before.value.type == "place":
        start = before.start
    if year := _YEAR_BEFORE.search(text, max(0, start - 6), start):
        start = year.start()
    return mention._replace(start=start, value=mention.value._replace(canonical=text[start : mention.end]))


def _with_headings(text: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """With the lines that are titles of documents; of the names in one only the bodies that issue it stay."""
    begins = [m.start for m in mentions if m.value.type == "place"]
    titles = documents.headings(text)
    held = {title.start for title in titles}
    titles = sorted([*titles, *(t for t in documents.lines(text, begins) if t.start not in held)], key=itemgetter(0))
    if not titles:
        return mentions
    starts = [title.start for title in titles]
    out: list[Mention] = []
    for mention in mentions:
        n = bisect_right(starts, mention.start) - 1
        inside = n >= 0 and mention.end <= titles[n].end
        if not inside or mention.value.type in ("gov", "document", "org", "company", "person"):
            out.append(mention)
    return [*out, *titles]


def _key(value: Name, words: str) -> tuple[str, str]:
    if value.type == "place" and value.code:
        return "place", value.code
    return value.type, words if words.isalnum() else _DROP.sub("", words)


def _merge_bodies(groups: dict[tuple[str, str], list[Mention]]) -> None:
    """市财政局 goes to 聊城市财政局, and 财政局 to either, where just one such body is named with more before it."""
    names = sorted((name for kind, name in groups if kind == "gov"), key=lambda name: (-len(name), name))
    ends: dict[str, list[str]] = {}  # what a longer name ends in, from a level word or a place on → these names
    for name in names:
        longer = ends.get(name, ())
        if len(longer) == 1:
            groups["gov", longer[0]] += groups.pop(("gov", name))
            continue
        for at in range(1, min(len(name) - 2, _LONGEST_LEAD)):
            ends.setdefault(name[at:], []).append(name)


def _drop_attributes(text: str, groups: dict[tuple[str, str], list[Mention]]) -> None:
    """The nation is named only where it stands by itself: in 中国经济, 中国农村 it says what kind they are."""
    for key in [key for key in groups if key[0] == "place" and key[1] in ("中国", "中华人民共和国")]:
        if not any(_BY_ITSELF.match(text, mention.end) for mention in groups[key]):
            del groups[key]


def _merge_programmes(groups: dict[tuple[str, str], list[Mention]]) -> None:
    """三支一扶 goes to “三支一扶”计划 where the text has both."""
    for name in [name for kind, name in groups if kind == "programme"]:
        for head in titled.behind_names():
            if ("programme", name + head) in groups:
                groups["programme", name + head] += groups.pop(("programme", name))
                break


def _entity(text: str, found: list[Mention]) -> Entity:
    if len(found) == 1:
        start, end, (kind, canonical, code, title), _ = found[0]
        return Entity(text[start:end], kind, canonical, start, end, ((start, end),), code, title)
    found.sort(key=itemgetter(0))
    spans = tuple([(m.start, m.end) for m in found])
    # The first of the longest.
    lengths = [end - start for start, end in spans]
    start, end, value, _ = found[lengths.index(max(lengths))]
    title = next((m.value.title for m in found if m.value.title), "")
    code = next((m.value.code for m in found if m.value.code), "")
    return Entity(text[start:end], value.type, value.canonical, start, end, spans, code, title)
