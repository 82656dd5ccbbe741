"""Run every line of the corpora of the choice against the present tables and move it to where it belongs.

    python scripts/settle_corpora.py [--check] [--all]

A line that fails moves from ``[[case]]`` or ``[[nothing]]`` to ``[[known]]`` with a label that says what is not chosen; a
line of ``[[known]]`` that passes moves back beside the lines of its family. Comments, families and the order of what
stays are kept. To be run after each training: these lines are examples to learn from, wherever they stand, and what a
line must give does not change. ``--check`` writes nothing and fails where a line would move.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import records
import test_pledges
import test_stance
from corpora import SOURCE
from records import Marked

Verdict = Callable[[Marked, bool], str]
"""What is wrong with a line, "" where nothing is; the second argument: nothing must be found."""


def choice(marked: Marked, nothing: bool) -> str:
    """Of a line that says what a record holds."""
    if nothing:
        return "taken for a record" if records.overlapping(marked) else ""
    found = records.wrong(marked)
    return f"{', '.join(found)} not chosen" if found else ""


def pledge(marked: Marked, nothing: bool) -> str:
    """Of a line that says what a pledge holds."""
    if nothing:
        return "taken for a pledge" if records.read(marked).pledges else ""
    found = test_pledges.wrong(marked)
    return f"{', '.join(found)} not chosen" if found else ""


def stance(marked: Marked, nothing: bool) -> str:
    """Of a line that says how a block speaks."""
    return "" if test_stance.stance_of(marked) == marked.case["kind"] else "speaks otherwise"


CORPORA: dict[str, Verdict] = {
    "targets/indicator_corpus.toml": choice,
    "targets/attach_corpus.toml": choice,
    "targets/kind_corpus.toml": choice,
    "targets/nature_corpus.toml": choice,
    "targets/reported_corpus.toml": choice,
    "targets/pledges_corpus.toml": pledge,
    "context/stance_corpus.toml": stance,
}
HEAD = "# --- what is not chosen today; each by what is wrong ---\n"


class Line(NamedTuple):
    """One example: its source text, with the comments above it."""

    above: tuple[str, ...]
    source: str


class Table:
    """One table of a corpus: its kind, the lines of its keys, its examples."""

    def __init__(self, kind: str, keys: list[str], lines: list[Line]) -> None:
        self.kind = kind
        self.keys = keys
        self.lines = lines

    def said(self) -> tuple[str, ...]:
        """What the table says of its examples, apart from where it stands."""
        return tuple(sorted(key for key in self.keys if key.split(" = ")[0] not in ("label", "nothing")))

    @property
    def nothing(self) -> bool:
        """Whether nothing must be found at its examples."""
        return self.kind == "nothing" or "nothing = true" in self.keys

    def read(self, line: Line) -> Marked:
        """One of its examples as the tests read it."""
        text = "\n".join([f"[[{self.kind}]]", *self.keys, f"examples = [{line.source}]"])
        [marked] = records.marked(tomllib.loads(text)[self.kind])
        return marked

    def written(self) -> str:
        """The table as text."""
        body = "".join("".join(f"    {one}\n" for one in line.above) + f"    {line.source},\n" for line in self.lines)
        return "\n".join([f"[[{self.kind}]]", *self.keys, "examples = ["]) + "\n" + body + "]\n"


def elements(text: str) -> tuple[list[Line], int]:
    """The elements of an array whose opening bracket stands before ``text``, and where behind the array it goes on."""
    out: list[Line] = []
    above: list[str] = []
    at, begun, depth = 0, -1, 0
    while True:
        char = text[at]
        if char == "#" and begun < 0:
            end = text.index("\n", at)
            above.append(text[at:end])
            at = end
        elif char == '"':
            begun = at if begun < 0 else begun
            at += 1
            while text[at] != '"':
                at += 1 + (text[at] == "\\")
            at += 1
        elif depth == 0 and char in ",]":
            if begun >= 0:
                out.append(Line(tuple(above), text[begun:at].rstrip()))
                above, begun = [], -1
            at += 1
            if char == "]":
                return out, at
        else:
            depth += (char in "[{") - (char in "]}")
            begun = at if begun < 0 and not char.isspace() else begun
            at += 1


def pieces(text: str) -> Iterator[str | Table]:
    """The tables of a corpus, and what stands between them."""
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        line = text[at:end].rstrip("\n")
        if not line.startswith("[["):
            yield text[at:end]
            at = end
            continue
        keys, lines = [], list[Line]()
        at = end
        while at < len(text) and text[at] not in "[\n#":
            end = text.find("\n", at) + 1 or len(text)
            if text.startswith("examples = [", at):
                lines, used = elements(text[at + len("examples = [") :])
                end = text.find("\n", at + len("examples = [") + used) + 1 or len(text)
            else:
                keys.append(text[at:end].rstrip("\n"))
            at = end
        yield Table(line.strip("[]"), keys, lines)


class Corpus:
    """One corpus while its lines are moved."""

    def __init__(self, path: Path, verdict: Verdict) -> None:
        self.path = path
        self.verdict = verdict
        self.text = path.read_text(encoding="utf-8")
        self.pieces = list(pieces(self.text))
        self.moved: list[tuple[str, str]] = []  # where to, the line

    def settle(self) -> None:
        """Move what stands in the wrong table."""
        for table in [piece for piece in self.pieces if isinstance(piece, Table)]:
            stay = []
            for line in table.lines:
                wrong = self.verdict(table.read(line), table.nothing)
                if bool(wrong) == (table.kind == "known"):
                    stay.append(line)
                elif wrong:
                    self._known(table, line, wrong)
                else:
                    self._passes(table, line)
            table.lines = stay
        self.pieces = [piece for piece in self.pieces if not isinstance(piece, Table) or piece.lines]

    def _tables(self, kind: str) -> list[Table]:
        return [piece for piece in self.pieces if isinstance(piece, Table) and piece.kind == kind]

    def _known(self, table: Table, line: Line, wrong: str) -> None:
        self.moved.append((wrong, line.source))
        label = f'label = "{wrong}"'
        for other in self._tables("known"):
            if other.said() == table.said() and label in other.keys and other.nothing == table.nothing:
                other.lines.append(line)
                return
        if HEAD not in self.pieces:
            self.pieces += ["\n", HEAD]
        keys = [label, *(["nothing = true"] if table.nothing else []), *table.keys]
        self.pieces += ["\n", Table("known", keys, [line])]

    def _passes(self, table: Table, line: Line) -> None:
        kind = "nothing" if table.nothing else "case"
        self.moved.append((kind, line.source))
        near = [other for other in self._tables(kind) if other.said() == table.said()]
        if near:
            near[0].lines.append(line)
            return
        keys = [key for key in table.keys if key.split(" = ")[0] not in ("label", "nothing")]
        self.pieces[self._place(keys) : self._place(keys)] = [Table(kind, keys, [line]), "\n"]

    def _place(self, keys: list[str]) -> int:
        """Where a table of a family is put: before its first one, or where its heading stands, else before the known."""
        family = next((key for key in keys if key.startswith("family = ")), "")
        for i, piece in enumerate(self.pieces):
            if isinstance(piece, Table) and piece.kind != "known" and family in piece.keys:
                return i
        heading = f"# --- {family.removeprefix('family = ').strip(chr(34))} ---\n"
        if heading in self.pieces:
            return self.pieces.index(heading) + 2
        known = [i for i, piece in enumerate(self.pieces) if isinstance(piece, Table) and piece.kind == "known"]
        return known[0] if known else len(self.pieces)

    def written(self) -> str:
        """The corpus as text, without two empty lines in a row."""
        text = "".join(piece if isinstance(piece, str) else piece.written() for piece in self.pieces)
        while "\n\n\n" in text:
            text = text.replace("\n\n\n", "\n\n")
        return text.strip("\n") + "\n"


def contents(text: str) -> list[str]:
    """Every example of a corpus with what is said of it, wherever it stands."""
    out = []
    for kind, tables in tomllib.loads(text).items():
        for table in tables:
            nothing = kind == "nothing" or bool(table.pop("nothing", False))
            table.pop("label", None)
            lines = table.pop("examples")
            out += [repr((nothing, sorted(table.items()), line)) for line in lines]
    return sorted(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a line would move")
    parser.add_argument("--all", action="store_true", help="print every line that moves")
    args = parser.parse_args()
    moved = 0
    for name, verdict in CORPORA.items():
        corpus = Corpus(SOURCE / name, verdict)
        corpus.settle()
        text = corpus.written()
        assert contents(text) == contents(corpus.text), name
        moved += len(corpus.moved)
        known = [len(piece.lines) for piece in corpus.pieces if isinstance(piece, Table) and piece.kind == "known"]
        print(f"{name}: {len(contents(text))} lines, {sum(known)} known failures, {len(corpus.moved)} moved")
        if args.all:
            print("".join(f"  → {where}: {source}\n" for where, source in corpus.moved), end="")
        if not args.check and text != corpus.text:
            corpus.path.write_text(text, encoding="utf-8")
    if args.check and moved:
        sys.exit(1)


if __name__ == "__main__":
    main()
