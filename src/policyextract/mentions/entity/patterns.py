"""The compiled grammar of places and bodies, from the lexicons."""

import re
from functools import cache

from ... import lexicon
from ...patterns import compiled
from .gazetteer import PACKAGE

LEVELS = "省市县区州盟旗镇乡"


class Patterns:
    """The compiled grammar of places and bodies; built once, from the lexicons."""

    def __init__(self) -> None:
        bodies = lexicon.shipped(PACKAGE, "bodies.toml").classes()
        places = lexicon.shipped(PACKAGE, "places.toml").classes()
        tail = lexicon.alternation(bodies["seat_tails"])
        seats = []
        for seat in sorted(bodies["seats"], key=lambda w: -len(w)):
            seats.append(
                seat + "".join(f"(?!{w})" for w in bodies["seat_not"] if w)
                if seat in ("政府", "人大", "政协")
                else seat
            )
        seat = "|".join(seats).replace("|委|", "|委(?![员托派任])|")
        self.seat_first = frozenset(part[0] for part in bodies["seats"])
        self.seat = compiled(f"(?>{seat})(?:{tail}(?!议))?")
        self.level_seat = compiled(f"(?:自治[区州县旗]|[{LEVELS}])(?>{seat})(?:{tail}(?!议))?")
        kinds = lexicon.alternation(bodies["body_words"])
        inner = lexicon.alternation(bodies["inner_offices"])
        self.body = re.compile(f"({kinds})(?:{inner})?")
        self.body_first = frozenset(word[0] for word in bodies["body_words"])
        # 部 of 部分, 办 of 办理, 局 of 局面: what may not follow a one-character body word.
        self.body_not = {word[0]: frozenset(word[1:]) for word in bodies["body_not"]}
        self.office = re.compile(r"(?:管理)?(?:局|司|处|办公室|中心)(?![长级])")
        self.long_heads = frozenset(bodies["long_heads"])
        self.law_goes_on = lexicon.any_of(lexicon.shipped(PACKAGE, "titled.toml").classes()["law_goes_on"])
        self.names_after = lexicon.any_of(places["names_after"])
        self.several, self.apart = tuple(bodies["several"]), tuple(bodies["apart"])
        # 省、|市政府, 各市、|自治州人民政府, 有关|区政府: levels in a row, and whose it is is not said.
        self.levels = compiled(r"(?:(?<![一-龥])|(?<=[各由])|自治)[省市县区州盟旗][、和与及]$|(?:有关|相关|所在|各)$")
        self.not_level = frozenset("".join(bodies["not_level"]))
        self.after = lexicon.any_of(places["place_after"])
        companies = lexicon.shipped(PACKAGE, "organisations.toml").classes()
        self.company_goes_on = lexicon.any_of(companies["company_goes_on"])
        self.branch = compiled(
            r"(?!等)(?:[\u4e00-\u9fff]{1,8}?(?:分行|支行|分公司)|[\u4e00-\u9fff]{0,6}?(?:集团)?(?:股份)?有限(?:责任)?公司|(?:股份|集团|控股|中国){0,2}(?:有限)?(?:责任)?公司|集团|[\u4e00-\u9fff]{2,4}公司)"
        )
        # 国家统计局+河南调查总队: what a national body calls its local ones
        self.national = tuple(bodies["national"])
        self.nations = tuple(bodies["nations"])
        self.people = tuple(bodies["people"])
        # An office inside a body, by its class word and what follows it: 住建厅+城乡规划处+处长
        self.inside = compiled(
            r"(?:高等|(?![的和与及、在向对将由为是等并从以据会各])[\u4e00-\u9fff]){2,10}?(?:"
            + lexicon.alternation(bodies["inner_kinds"])
            + r")(?=[^\u4e00-\u9fff]|$|"
            + lexicon.alternation(bodies["inner_after"])
            + ")"
        )
        self.kinds = tuple(bodies["kinds"])
        lands, regions = places["land_heads"], places["region_heads"]
        self.land_first = frozenset(word[0] for word in (*lands, *regions))
        self.land = re.compile(
            f"(?P<land>{lexicon.alternation(lands)})(?![口人股])(?<!港(?=区))|(?P<region>{lexicon.alternation(regions)})"
        )
        self.no_place = lexicon.any_of(places["no_place"])
        unnamed = lexicon.shipped(PACKAGE, "unnamed.toml").classes()
        self.unnamed_leads = frozenset(word[-1] for word in unnamed["before"])
        people = lexicon.shipped(PACKAGE, "people.toml").classes()
        self.surnames = frozenset("".join(people["surnames"])) | {two[0] for two in people["compound"]}
        self.unnamed_before, self.unnamed_not = tuple(unnamed["before"]), frozenset("".join(unnamed["not_after"]))
        kinds = lexicon.alternation(bodies["local_kinds"])
        self.local = compiled(rf"(?:(?![和与及、的在向对])[\u4e00-\u9fff]){{2,8}}?(?:{kinds})(?![长级])")
        self.not_country = lexicon.any_of(places["not_country"])
        # A town or village is read where it stands right after its county or town: 从江县+丙妹镇+上歹村.
        self.town = compiled(
            r"(?:(?![的在和与是为等各有省市县区镇乡村])[\u4e00-\u9fff]){2,6}?(?:街道|(?<![城乡集小重市])镇|(?<![城下])乡|(?<![乡农政])村|苏木)(?!化|[镇干委落庄貌振级]|村(?!民))"
        )
        # A name that stands in no table, listed behind one that does: 滨湖区、临港区.
        self.listed = compiled(
            r"、((?:(?![的在和与是为等各有全我本两几多省市县区镇乡村州])[\u4e00-\u9fff]){2,3}[市县区旗])(?=[、，。；等和与及两三四五六七八九分共\d\n]|$)"
        )
        self.region_before_not = {word[0]: frozenset(word[1:]) for word in places["region_before_not"]}
        self.titles = tuple(places["titles"])
        self.region_not = frozenset(places["region_not"])
        self.before = tuple(places["place_before"])
        self.lead = frozenset(places["lead"])


@cache
def patterns() -> Patterns:
    """The grammar, compiled on first use."""
    return Patterns()
