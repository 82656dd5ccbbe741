"""Waking and dispatching finds what trying every rule at every place finds."""

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from policyextract.mentions.values import Skip
from policyextract.pipeline import scanner
from policyextract.rules import Mention, Rule
from policyextract.scan import Scanner


def rule(name: str, wakes: str, pattern: str, *, least: int = 1) -> Rule:
    """A rule that builds whatever its pattern matches, and declines what is shorter than ``least``."""

    def build(match: regex.Match[str]) -> Mention | None:
        start, end = match.span()
        return Mention(start, end, match[0], name) if end - start >= least else None

    return Rule(name, wakes, regex.compile(pattern), build)


RULES = (
    rule("long", "12", r"[12]++个", least=3),
    rule("number", "123", r"\d++"),
    rule("unit", "个]", r"个|\]"),
    rule("behind", "年", r"(?<=\d)年"),
    rule("ahead", "-^", r"[-^](?=\d)"),
)


def tried_everywhere(rules: tuple[Rule, ...], text: str, start: int, end: int) -> list[Mention]:
    """The plain meaning of scanning: at every place, every rule in order."""
    found: list[Mention] = []
    at = start
    while at < end:
        here = [
            mention
            for one in rules
            if text[at] in one.wakes and (match := one.pattern.match(text, at, end)) and (mention := one.build(match))
        ]
        found += here[:1]
        at = max(at + 1, here[0].end if here else 0)
    return found


@settings(max_examples=300, deadline=None)
@given(st.text("123个年-^]a", max_size=30), st.data())
def test_the_scanner_finds_what_trying_everywhere_finds(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert Scanner(RULES).scan(text, start, end) == tried_everywhere(RULES, text, start, end)


@settings(max_examples=100, deadline=None)
@given(st.text("到2027年底建成1.5万个以上、第一增长8%的“十四五”5G至半", max_size=40))
def test_so_does_the_scanner_of_all_families(text: str) -> None:
    rules = scanner().rules
    assert scanner().scan(text, 0, len(text)) == tried_everywhere(rules, text, 0, len(text))


def test_the_first_rule_that_builds_wins() -> None:
    """A rule that declines leaves the place to the next."""
    assert [m.rule for m in Scanner(RULES).scan("12个 1个", 0, 6)] == ["long", "number", "unit"]


def test_what_lies_outside_is_seen_by_look_behinds_only() -> None:
    """A scan of part of a text knows what stands before it, and never matches past its end."""
    found = Scanner(RULES).scan("12年34", 2, 4)
    assert [(m.start, m.end, m.rule) for m in found] == [(2, 3, "behind"), (3, 4, "number")]


def test_nothing_to_find() -> None:
    assert Scanner(RULES).scan("", 0, 0) == []
    assert Scanner(RULES).scan("没有", 0, 2) == []


def test_rules_have_names_of_their_own_family() -> None:
    """Every explanation leads to one rule: names are unique, and say the family first."""
    names = [one.name for one in scanner().rules]
    assert sorted(names) == sorted(set(names))
    assert {name.split(".")[0] for name in names} == {"lost", "name", "time", "quantity"}


def test_names_are_found_before_the_numbers_in_them() -> None:
    text = "建成5G基站50个"
    found = scanner().scan(text, 0, len(text))
    assert [(text[m.start : m.end], isinstance(m.value, Skip)) for m in found] == [("5G", True), ("50个", False)]
