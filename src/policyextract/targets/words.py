"""The word classes of the frames, as sets and tables ready for look-up."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from .. import lexicon


class Tail(NamedTuple):
    """Words that stand between an indicator and its quantity."""

    sense: str
    forms: tuple[str, ...]


class Cue(NamedTuple):
    """A pattern that speaks for ``target`` or ``actual`` with a weight of 1 to 3."""

    kind: str
    weight: int
    pattern: str


class Basis(NamedTuple):
    """A pattern that says what a change is measured against."""

    basis: str
    pattern: str


def _by_kind(cues: list[Cue]) -> tuple[tuple[str, re.Pattern[str], tuple[tuple[int, re.Pattern[str]], ...]], ...]:
    """One search a kind: (kind, the pattern of all its cues, each weight with the pattern of its own, heaviest first).

    The common pattern has no groups, which would hide from ``re`` with which characters its alternatives begin: a search
    that knows them takes a fifth of the time.
    """
    out = []
    for kind in sorted({cue.kind for cue in cues}):
        own = sorted((cue for cue in cues if cue.kind == kind), key=lambda cue: -cue.weight)
        weights = tuple((cue.weight, re.compile(cue.pattern)) for cue in own)
        out.append((kind, re.compile(lexicon.spread("|".join(cue.pattern for cue in own))), weights))
    return tuple(out)


def _sizes(forms: Iterable[str], at: int, least: int, most: int) -> dict[str, tuple[int, ...]]:
    """How long the ``forms`` are that begin (``at`` 0) or end (-1) with a character, longest first.

    Most places of a text have none: one look-up spares a slice and a look-up for each length.
    """
    found: dict[str, set[int]] = {}
    for form in forms:
        if least <= len(form) <= most:
            found.setdefault(form[at], set()).add(len(form))
    return {char: tuple(sorted(sizes, reverse=True)) for char, sizes in found.items()}


def _openings(forms: Iterable[str], alone: str) -> re.Pattern[str]:
    """A pattern of the first two characters of ``forms``, and of the characters ``alone``: without it none is there."""
    seconds: dict[str, set[str]] = {}
    for form in forms:
        if len(form) > 1:
            seconds.setdefault(form[0], set()).add(form[1])
    pairs = [f"{first}[{''.join(sorted(found))}]" for first, found in sorted(seconds.items())]
    return re.compile("|".join((*alone, *pairs)))


class Words:
    """The lexicon of ``targets``; loaded once a process by :func:`words`."""

    def __init__(self) -> None:
        source = lexicon.shipped("targets")
        classes = source.classes()
        self.action = frozenset(classes["action"])
        self.action_starts = _sizes(classes["action"], 0, 2, 6)
        self.nominal = frozenset(classes["nominal"])
        self.doubled = frozenset(classes["doubled"])
        self.causative = frozenset(classes["causative"])
        self.may_hold_verb = _openings({*self.causative, *self.action} - self.nominal, "占")
        self.finite = frozenset(classes["finite"])
        self.closing_verb = frozenset(classes["closing_verb"])
        self.predicate = frozenset(classes["predicate"])
        self.adverb = frozenset(classes["how_it_went"] + classes["adverb"])
        self.preposition = frozenset(classes["preposition"])
        self.no_preposition = classes["no_preposition"]
        self.answerable = classes["answerable"]
        self.head_noun = frozenset(classes["head_noun"])
        self.place_end = classes["place_end"]
        self.opener = frozenset(classes["opener"])
        self.opener_first = frozenset(word[0] for word in classes["opener"])
        self.rate_noun = frozenset(classes["rate_noun"])
        self.newly_pattern = lexicon.any_of(classes["newly"])
        self.rising_noun = classes["rising_noun"]
        self.falling_noun = classes["falling_noun"]
        self.adding = classes["adding"]
        self.removing = classes["removing"]
        self.closer = frozenset(classes["closer"])
        self.filler = frozenset(classes["filler"])
        self.manner = frozenset(classes["manner"])
        self.ahead = frozenset(classes["ahead"])
        self.bettering = frozenset(classes["bettering"])
        self.namable = self.nominal | self.bettering
        self.improving = self.action | self.bettering
        self.stage = frozenset(classes["stage"])
        self.stage_forms = tuple(sorted(classes["stage"], key=len, reverse=True))
        self.put_first = classes["put_first"]
        self.filler_starts = _sizes((*classes["filler"], *classes["manner"], *classes["ahead"]), 0, 2, 10)
        self.filler_ends = _sizes(classes["filler"], -1, 1, 6)
        self.shell = frozenset(classes["shell"])
        self.shell_start = tuple(word for word in classes["shell"] if len(word) > 1)
        self.listed = classes["listed"]
        self.listed_alone = frozenset(classes["listed_alone"])
        self.moving = frozenset(classes["moving"])
        self.set_by = classes["set_by"]
        self.set_noun = frozenset(classes["set_noun"])
        self.given_pattern = re.compile(lexicon.alternation(classes["given"]) + r"(?=[，。；、）)\s]|$)")
        self.giving = classes["giving"]
        self.natural = frozenset(classes["natural"])
        self.media = classes["media"]
        self.not_listed = classes["not_listed"]
        self.reference = classes["reference"]
        self.after_member = tuple(
            sorted({*classes["finite"], *classes["closer"], *classes["how_it_went"], *classes["adverb"]})
        )
        self.member = classes["member"]
        self.minimum = classes["minimum"]
        self.pair = classes["pair"]
        self.after_rank = classes["after_rank"]
        self.money = classes["money"]
        self.money_pattern = lexicon.any_of(classes["money"])
        self.land = classes["land"]
        self.staff = classes["staff"]
        self.causer = classes["causer"]
        self.helper = classes["helper"]
        self.kept = classes["kept"]
        self.kept_first = frozenset(word[0] for word in classes["kept"])
        self.plain_noun = frozenset(classes["plain_noun"])
        self.done_to = frozenset(classes["done_to"])
        self.better_low = classes["better_low"]
        self.name_tail = classes["name_tail"]
        self.leading = classes["leading"]
        self.brings_about = classes["brings_about"]
        self.toward_pattern = lexicon.any_of(classes["toward"])
        self.gone_pattern = re.compile(lexicon.alternation(classes["how_it_went"]) + r"[\u4e00-\u9fff]{2,6}$")
        self.led = classes["led"]
        self.making = frozenset(classes["making"])
        self.own_deed = classes["own_deed"]
        self.field_pattern = re.compile(lexicon.alternation(classes["field"]) + "$")
        self.made = classes["made"]
        self.reaching = frozenset(classes["reaching"])
        self.flow = frozenset(classes["flow"])
        self.bare_measure = frozenset(classes["bare_measure"])
        self.part = frozenset(classes["part"])
        self.each_time = classes["each_time"]
        self.vague_noun = frozenset(classes["vague_noun"])
        self.saying_pattern = lexicon.any_of(classes["saying"])
        self.aimed = classes["aimed"]
        self.share_noun = classes["share_noun"]
        self.whole_verb = classes["whole_verb"]
        self.goes_first = classes["goes_first"]
        self.compared = frozenset(classes["compared"])
        self.body_pattern = lexicon.any_of(classes["body_words"])
        self.ratio_pattern = re.compile(
            lexicon.alternation(classes["ratio_noun"])
            + "(?:[由从为达是降升增减扩缩控保稳提分]|比[^，。；]{1,8}[高低]|[^，。；、]{0,6}[到至在为了])[^，。；]{0,12}$"
        )
        self.beneficiary = classes["beneficiary"]
        self.vague_region = frozenset(classes["vague_region"])
        self.attribute = frozenset(classes["attribute"])
        self.grade = frozenset(classes["grade"])
        self.revenue = classes["revenue"]
        self.no_input_pattern = lexicon.any_of(classes["no_input"])
        self.spending = classes["spending"]
        self.puts_in = classes["spending"] + classes["founding"]
        self.general = frozenset(classes["general"])
        self.measured = frozenset(classes["measured"])
        self.closing = classes["closing"]
        self.leaning = classes["leaning"]
        self.measure_noun = classes["measure_noun"]
        self.standard_noun = classes["standard_noun"]
        self.standard_pattern = lexicon.any_of(classes["standard_noun"])
        self.standard_verb = classes["standard_verb"]
        self.term_noun_pattern = lexicon.any_of(classes["term_noun"])
        self.description = classes["description"]
        self.term_lead = classes["term_lead"]
        self.shortened = classes["shortened"]
        self.shortened_pattern = lexicon.any_of(classes["shortened"])
        self.reached = classes["reached"]
        self.qualified = classes["qualified"]
        self.rate_tail = classes["rate_tail"]
        self.doing_away = classes["doing_away"]
        self.gauge = frozenset(classes["gauge"])
        self.term_verb_pattern = lexicon.any_of(classes["term_verb"])
        self.tails = {form: tail.sense for tail in source.rows("tail", Tail) for form in tail.forms}
        self.tail_ends = _sizes(self.tails, -1, 1, max(map(len, self.tails)))
        self.cues = _by_kind(source.rows("cue", Cue))
        self.columns = tuple((cue.kind, cue.weight, re.compile(cue.pattern)) for cue in source.rows("column", Cue))
        bases = source.rows("basis", Basis)
        self.bases = tuple((row.basis, re.compile(lexicon.spread(row.pattern))) for row in bases)
        self.any_basis = re.compile(lexicon.spread("|".join(row.pattern for row in bases)))


@cache
def words() -> Words:
    """The word classes, loaded on first use."""
    return Words()
