"""What only the whole document tells: its place, codes, groups, and the names a user adds."""

from pathlib import Path

import pytest

from policyextract import extract
from policyextract.errors import LexiconError
from policyextract.mentions import entity
from policyextract.rules import Mention


def read(text: str, title: str | None = None, source: str | None = None) -> tuple[entity.Place | None, list[Mention]]:
    mentions = entity.scan(text, 0, len(text))
    place = entity.place_of_document(text, mentions, title=title, source=source)
    return place, entity.settle(text, mentions, place)


def code_of(text: str, words: str, title: str | None = None) -> str:
    _, mentions = read(text, title)
    return next(m.value.code for m in mentions if text[m.start : m.end] == words)


@pytest.mark.parametrize(
    ("title", "source", "text", "code", "told_by"),
    [
        ("聊城市工业和信息化局2024年工作要点", None, "全市增长8%。", "371500", "title"),
        ("工作要点", "贵州省人民政府", "全省增长8%。", "520000", "publisher"),
        (None, None, "遵义市今年新建学校10所，遵义市还将改造道路。", "520300", "text"),
        ("北京市昌平区人民政府通知", None, "全区供地2500亩。", "110114", "title"),
    ],
)
def test_the_documents_place(title: str | None, source: str | None, text: str, code: str, told_by: str) -> None:
    place, _ = read(text, title, source)
    assert place is not None
    assert (place.code, place.source) == (code, told_by)


def test_news_about_many_provinces_has_no_place() -> None:
    place, _ = read("贵州、山东、四川、福建、甘肃各新增10家。")
    assert place is None


@pytest.mark.parametrize(
    ("title", "words", "code"),
    [
        ("聊城市政府工作报告", "全市", "371500"),
        ("聊城市政府工作报告", "我省", "370000"),
        ("上海市政府工作报告", "全市", "310000"),
        ("北京市昌平区政府工作报告", "全区", "110114"),
        ("内蒙古自治区政府工作报告", "全区", "150000"),
        ("从江县政府工作报告", "全县", "522633"),
        ("贵州省政府工作报告", "全市", ""),
        ("贵州省政府工作报告", "全国", ""),
    ],
)
def test_region_words_take_the_code_of_the_documents_place(title: str, words: str, code: str) -> None:
    assert code_of(f"{words}新增10家。", words, title) == code


def test_a_body_without_its_place_takes_the_documents() -> None:
    assert code_of("由市财政局负责。", "市财政局", "聊城市政府工作报告") == "371500"


@pytest.mark.parametrize(("title", "code"), [("南京市工作报告", "320106"), ("福州市工作报告", "350102")])
def test_a_repeated_name_is_the_one_of_the_document(title: str, code: str) -> None:
    assert code_of("鼓楼区新建学校。", "鼓楼区", title) == code


def test_a_parent_named_before_it_decides_over_the_document() -> None:
    assert code_of("开封市鼓楼区新建学校。", "鼓楼区", "南京市工作报告") == "410204"


def test_a_county_without_class_word_counts_only_in_its_province() -> None:
    text = "静宁苹果获奖。"
    assert [m.value.code for m in read(text, "甘肃省政府工作报告")[1]] == ["620826"]
    assert read(text, "广东省政府工作报告")[1] == []


def entities(text: str) -> list[tuple[str, str, int]]:
    _, mentions = read(text)
    return [(e.text, e.type, len(e.mentions)) for e in entity.group(text, mentions)]


def test_short_and_long_forms_are_one_entity_in_the_fullest_form() -> None:
    text = "聊城新增10家。聊城市财政局说明，市财政局还将支持，聊城市增长8%。"
    assert entities(text) == [("聊城市", "place", 2), ("聊城市财政局", "gov", 2)]


def test_a_person_is_found_again_without_title() -> None:
    text = "局长王志远介绍情况。会后王志远又去了车间。"
    assert entities(text) == [("王志远", "person", 2)]


def test_the_title_of_a_person_is_kept() -> None:
    text = "市委书记赵立新主持会议。"
    _, mentions = read(text)
    found = {e.text: e.title for e in entity.group(text, mentions)}
    assert found["赵立新"] == "市委书记"


def test_region_words_are_no_entities() -> None:
    assert entities("全市各县（市、区）新增10家。") == []


def own(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(rows, encoding="utf-8")
    return path


def test_own_names_win_over_every_other_reading(tmp_path: Path) -> None:
    path = own(tmp_path, '[[name]]\nform = "聊城市财政局专班"\ntype = "org"\ncanonical = "专班"\ncode = "371500"\n')
    text = "由聊城市财政局专班负责。"
    (mention,) = entity.scan(text, 0, len(text), entity.own_names([path]))
    assert text[mention.start : mention.end] == "聊城市财政局专班"
    assert mention.value == ("org", "专班", "371500", "")


def test_own_names_leave_the_shipped_ones_in_place(tmp_path: Path) -> None:
    path = own(tmp_path, '[[name]]\nform = "聊城乐家"\ntype = "company"\n')
    text = "聊城乐家在聊城市投产。"
    mentions = entity.scan(text, 0, len(text), entity.own_names([path]))
    assert [m.value.type for m in mentions] == ["company", "place"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('form = "乐家"\ntype = "firm"', "key 'type'"),
        ('form = "乐"\ntype = "company"', "key 'form'"),
        ('form = "乐家"\ntype = "place"\ncode = "37"', "key 'code'"),
        ('form = "乐家"', "key 'type' is missing"),
        ('form = "乐家"\ntype = "org"\nkind = "x"', "unknown key 'kind'"),
    ],
)
def test_a_wrong_row_is_named_with_file_and_row(tmp_path: Path, row: str, says: str) -> None:
    path = own(tmp_path, f'[[name]]\nform = "甲乙"\ntype = "org"\n\n[[name]]\n{row}\n')
    with pytest.raises(LexiconError, match=r"own\.toml, line 5, \[\[name\]\] row 2") as error:
        entity.own_names([path])
    assert says in str(error.value)


def test_no_own_files_is_the_shipped_index() -> None:
    assert entity.own_names([]) is entity.own_names(())


def test_a_short_form_that_the_text_declares_names_the_same_entity() -> None:
    """以下简称 ties the short form to the full one wherever it stands; other brackets tie nothing."""
    text = (
        "星澜智能制造有限公司（以下简称“星澜智造”）扩产。根据《云溪市促进工业发展办法》（以下简称《办法》），"
        "星澜智造获补助。《办法》自公布之日起施行。云帆数科有限公司（下称甲方）未获补助，甲方不服。"
    )
    entities = extract(text, published="2025-03-01").entities
    told = {entity.text: [text[start:end] for start, end in entity.mentions] for entity in entities}
    assert told["星澜智能制造有限公司"] == ["星澜智能制造有限公司", "星澜智造", "星澜智造"]
    assert told["《云溪市促进工业发展办法》"] == ["《云溪市促进工业发展办法》", "《办法》", "《办法》"]
    assert "甲方" not in told
