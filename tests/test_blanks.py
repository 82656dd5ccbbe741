"""Blanks of any kind stand between names, and begin and end none."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from policyextract import extract
from spans import blank_edges, broken_spans

# Each ~ may be some blanks, or none.
TEXT = (
    "青山县~民生实事~\n1.供水工程~。上半年，~新建~供水管网~46公里~，~全县~农村自来水普及率~提高到~95%~。\n"
    "责任单位：~县水利局~、~县财政局~配合单位：~各乡镇人民政府~\n"
    "~城镇~新增就业~5万人~，~青山县~粮食产量~达到~30万吨~（~县农业农村局~牵头~，~县财政局~配合~）。\n"
    "指标~\t~目标（座）~\t~责任单位~\n水库~\t~12~\t~县水利局~\n"
)
BLANKS = [char for char in map(chr, range(0x3001)) if char.isspace()]


def laid_out(blanks: list[str]) -> str:
    """The text with blanks where they may stand, over and over."""
    first, *rest = TEXT.split("~")
    return first + "".join(blanks[k % len(blanks)] + piece for k, piece in enumerate(rest))


@settings(max_examples=25, deadline=None, database=None, derandomize=True)
@given(st.lists(st.text(st.sampled_from(BLANKS), max_size=3), min_size=1, max_size=9))
@example(["\u3000\u3000"])
@example(["\xa0"])
@example(["\u2003", "", " \u3000"])
def test_no_name_begins_or_ends_in_a_blank(blanks: list[str]) -> None:
    text = laid_out(blanks)
    document = extract(text, published="2025-02-20").model_dump(mode="json")
    assert blank_edges(document) == []
    assert broken_spans(text, document) == []


def test_who_answers_is_the_same_whichever_blanks_stand_between() -> None:
    """As long as they part nothing that is one."""
    found = []
    for blank in (" ", "  ", "\u3000", "\u3000\u3000", "\xa0\xa0", "\u2003"):
        text = f"新建供水管网46公里。\n责任单位：县水利局{blank}配合单位：县财政局{blank}完成时限：11月底"
        document = extract(text, published="2025-02-20")
        (record,) = (*document.targets, *document.actuals)
        found.append([(one.text, one.role) for one in record.agents])
    assert found == [[("县水利局", "lead"), ("县财政局", "support")]] * 6
