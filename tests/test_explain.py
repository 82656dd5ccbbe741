"""Every answer explains itself: the candidates with their shares, and the features that weighed most."""

import re

import policyextract
from policyextract import explain
from policyextract.targets.explain import Explanation

TEXT = "2023年，青岛市教育局新建公办幼儿园12所。力争2024年底前建成投用市妇幼保健院新院区。会议强调三个方面的要求。"


def explained(text: str = TEXT) -> list[Explanation]:
    return explain(text, published="2024-03-27")


def parts(item: Explanation) -> dict[str, tuple[str, str]]:
    return {slot: (value, why) for slot, value, why in item.slots}


def test_every_number_has_one_explanation_in_the_order_of_the_text() -> None:
    found = explained()
    assert [item.anchor for item in found if item.disposition != "pledge"] == ["12所", "三个"]
    assert [item.start for item in found] == sorted(item.start for item in found)
    assert all(TEXT[item.start : item.end] == item.anchor for item in found)


def test_the_explanation_says_what_the_record_says() -> None:
    document = policyextract.extract(TEXT, published="2024-03-27")
    (record,) = (*document.targets, *document.actuals)
    told = parts(next(item for item in explained() if item.anchor == "12所"))
    assert told["kind"][0] == record.kind
    assert told["indicator"][0] == record.indicator.text
    assert told["due"][0] == (str(record.due.last) if record.due else "none")
    assert told["region"][0] == (record.region.text if record.region else "none")
    assert told["agent"][0] == (record.agent.text if record.agent else "none")
    assert float(told["confidence"][0]) == record.confidence


def test_a_class_is_told_with_its_share_the_next_one_and_weights() -> None:
    value, why = parts(explained()[0])["kind"]
    assert re.match(rf"{value} [01]\.\d\d, next (none|target|actual): ", why)
    assert re.search(r"\+\d+ \S", why)
    assert re.search(r"; with its period: target [01]\.\d\d, actual [01]\.\d\d$", why)


def test_a_ranked_slot_is_told_with_its_proposer_and_the_candidates_that_came_next() -> None:
    _, why = parts(explained()[0])["indicator"]
    assert re.match(r"\S+ [01]\.\d\d: ", why)
    others = why.split("; next: ")[1].split("; ")
    assert 1 <= len(others) <= 3
    assert all(re.search(r" [01]\.\d\d$", other) for other in others)


def test_a_number_that_is_no_record_says_why() -> None:
    item = next(item for item in explained() if item.anchor == "三个")
    assert item.disposition == "none"
    assert parts(item)["kind"][0] == "none"
    code = explained("建成5G基站200个。")[0]
    assert (code.anchor, code.disposition) == ("5G", "code")


def test_a_pledge_is_explained_by_its_verb() -> None:
    item = next(item for item in explained() if item.disposition == "pledge")
    assert parts(item)["action"][0] == "建成投用"
    assert item.rule.startswith("pledge.")
