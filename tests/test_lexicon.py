"""Lexicons are checked when they are loaded: what is wrong is told with its file, its line and its key."""

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from policyextract import LexiconError
from policyextract.lexicon import Lexicon, alternation, parse, read, shipped


class Unit(NamedTuple):
    """A row with every type a key may have."""

    form: str
    scale: Fraction = Fraction(1)
    rank: int = 0
    weight: float = 1.0
    whole: bool = False
    also: tuple[str, ...] = ()


def rows(text: str, name: str = "units.toml") -> list[Unit]:
    return parse(text, name).rows("unit", Unit)


def test_rows_are_typed_and_defaults_filled() -> None:
    found = rows(
        '[[unit]]\nform = "亩"\nscale = "2000/3"\nrank = 2\nweight = 3\nwhole = true\nalso = ["市亩"]\n'
        '[[unit]]\nform = "吨"\n'
    )
    assert found == [Unit("亩", Fraction(2000, 3), 2, 3.0, True, ("市亩",)), Unit("吨")]
    assert isinstance(found[0].weight, float)


def test_a_lexicon_without_the_table_has_no_rows() -> None:
    assert rows("") == []


TOP = '# units\n\n[[unit]]\nform = "吨"\n\n'  # the next row stands in line 6


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("rank = 1", "key 'form' is missing"),
        ('form = "亩"\nscal = 2', "unknown key 'scal'; the keys are form, scale, rank, weight, whole, also"),
        ("form = 3", "key 'form': str is wanted, not 3"),
        ('form = "亩"\nrank = "2"', "key 'rank': int is wanted, not '2'"),
        ('form = "亩"\nrank = true', "key 'rank': int is wanted, not True"),
        ('form = "亩"\nrank = 1.5', "key 'rank': int is wanted, not 1.5"),
        ('form = "亩"\nwhole = 1', "key 'whole': bool is wanted, not 1"),
        ('form = "亩"\nweight = "x"', "key 'weight': float is wanted, not 'x'"),
        ('form = "亩"\nweight = true', "key 'weight': float is wanted, not True"),
        ('form = "亩"\nscale = "1/0"', "key 'scale': a number or fraction such as '1/3' is wanted, not '1/0'"),
        ('form = "亩"\nscale = "many"', "key 'scale': a number or fraction such as '1/3' is wanted, not 'many'"),
        ('form = "亩"\nalso = "市亩"', "key 'also': a list is wanted, not '市亩'"),
        ('form = "亩"\nalso = ["市亩", 1]', "key 'also': str is wanted, not 1"),
    ],
)
def test_a_bad_row_is_told_with_file_line_and_key(row: str, message: str) -> None:
    with pytest.raises(LexiconError) as error:
        rows(f"{TOP}[[unit]]\n{row}\n")
    assert str(error.value).startswith("units.toml, line 6, [[unit]] row 2")
    assert str(error.value).endswith(message)


@pytest.mark.parametrize("header", ["[[unit]] # of area", "[[ unit ]]", '[["unit"]]'])
def test_the_line_is_found_however_the_header_is_written(header: str) -> None:
    with pytest.raises(LexiconError, match="line 6, "):
        rows(f"{TOP}{header}\nrank = 1\n")


def test_a_table_that_is_no_array_is_told() -> None:
    with pytest.raises(LexiconError, match=r"units.toml: 'unit' must be an array of tables, written \[\[unit\]\]"):
        rows('[unit]\nform = "亩"\n')


def test_classes_are_word_lists() -> None:
    found = parse('[classes]\nabove = ["以上", "不低于"]\nabout = ["左右"]\n', "words.toml").classes()
    assert found == {"above": ("以上", "不低于"), "about": ("左右",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[classes]\nabove = ["以上", "不低于", "以上"]\n', "words.toml, [classes] 'above': '以上' stands twice"),
        ('[classes]\nabove = "以上"\n', "words.toml, [classes] 'above': a list is wanted, not '以上'"),
        ('[classes]\nabove = ["以上", 8]\n', "words.toml, [classes] 'above': str is wanted, not 8"),
    ],
)
def test_a_bad_class_is_told_with_its_word(text: str, message: str) -> None:
    with pytest.raises(LexiconError) as error:
        parse(text, "words.toml").classes()
    assert str(error.value) == message


def test_broken_toml_is_told_with_its_line() -> None:
    with pytest.raises(LexiconError, match=r"units\.toml: not valid TOML: .*line 2"):
        parse("[[unit]]\nform = 亩\n", "units.toml")


def test_files_of_the_users_own(tmp_path: Path) -> None:
    """A missing file, a directory and a file in another encoding are each one clear error with the path."""
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text('[[unit]]\nform = "亩"\n', encoding="utf-8")
    bad.write_bytes('[[unit]]\nform = "公顷"\n'.encode("gb18030"))
    assert read(good).rows("unit", Unit) == [Unit("亩")]
    for path in (tmp_path / "absent.toml", tmp_path, bad):
        with pytest.raises(LexiconError, match="cannot be read") as error:
            read(path)
        assert str(error.value).startswith(str(path))


def every_shipped() -> list[Lexicon]:
    package = Path(shipped.__wrapped__.__code__.co_filename).parent
    files = [path for path in sorted(package.rglob("*.toml")) if path.name != "corpus.toml"]
    return [parse(path.read_text(encoding="utf-8"), path.relative_to(package).as_posix()) for path in files]


@pytest.mark.parametrize("lexicon", every_shipped(), ids=lambda lexicon: lexicon.name)
def test_shipped_lexicons_hold_no_row_twice(lexicon: Lexicon) -> None:
    """A word is written once; two rows that say the same would drift apart."""
    lexicon.classes()
    for table, found in lexicon.tables.items():
        if isinstance(found, list):
            assert [row for i, row in enumerate(found) if row in found[:i]] == [], table


def test_longer_words_come_first_and_nothing_is_special() -> None:
    assert alternation(["个", "个百分点", "个"]) == "(?>个百分点|个)"
    assert alternation(("1+N", "(园区)")) == r"(?>\(园区\)|1\+N)"
