"""Which encoding bytes are read in, and what is said when they are no text."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyextract.errors import InputError
from policyextract.text.decode import decode

HANS = "到2025年，全市规模以上工业增加值年均增长8%以上，新建5G基站1.2万个，城镇新增就业5万人。"
HANT = "全港公營醫院病床數目將增至3萬張，預算案撥款500億元推動創科發展，每名合資格市民可獲1萬元。"

CLAUSES = st.sampled_from(
    [
        ("到2027年", "到2027年"),
        ("全市生产总值", "全市生產總值"),
        ("增长6%左右", "增長6%左右"),
        ("新增就业5万人", "新增就業5萬人"),
        ("完成投资300亿元", "完成投資300億元"),
        ("建设保障性住房1200套", "建設保障性住房1200套"),
        ("森林覆盖率达到45%", "森林覆蓋率達到45%"),
        ("培育国家级示范企业20家", "培育國家級示範企業20家"),
        ("，", "，"),
        ("。\n", "。\n"),
    ]
)
SENTENCES = st.lists(CLAUSES, min_size=2, max_size=12).filter(lambda chosen: any(len(c[0]) > 4 for c in chosen))


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"]))
def test_simplified_text_comes_back(chosen: list[tuple[str, str]], encoding: str) -> None:
    text = "".join(hans for hans, _ in chosen)
    assert decode(text.encode(encoding)).text == text


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.sampled_from(["utf-8", "gb18030", "big5", "utf-16"]))
def test_traditional_text_comes_back(chosen: list[tuple[str, str]], encoding: str) -> None:
    text = "".join(hant for _, hant in chosen)
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (HANS.encode(), "utf-8"),
        (HANS.encode("utf-8-sig"), "utf-8"),
        (HANS.encode("gb18030"), "gb18030"),
        (HANS.encode("gbk"), "gb18030"),
        (HANT.encode("gbk"), "gb18030"),
        (HANT.encode("big5"), "big5"),
        ("衞生署公佈：長者喺社區嘅服務名額增加500個".encode("big5hkscs"), "big5"),
        (b"\xff\xfe" + HANS.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + HANS.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + HANS.encode("utf-32-le"), "utf-32-le"),
        (HANS.encode("utf-16-le"), "utf-16-le"),
        (HANS.encode("utf-16-be"), "utf-16-be"),
        (b"plain ASCII, 5%", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_the_encoding_is_told(data: bytes, encoding: str) -> None:
    assert decode(data).encoding == encoding


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert decode(HANS.encode("utf-8-sig")).text == HANS


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\x00\x01\x02\x03" * 40, "zero bytes"),
        (bytes(range(1, 256)), "control characters"),
        (b"\xff\xfe\x00\xd8\x00", "utf-16-le"),
        (b"\xe5\x85\xa8\xff\xff\xfe\xfd" * 9, "not text in an encoding"),
        ("naïve café à la carte, déjà vu".encode("latin-1"), "not text in an encoding"),
    ],
)
def test_what_is_no_text_is_named_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_an_input_error(data: bytes) -> None:
    with suppress(InputError):
        assert isinstance(decode(data).text, str)
