"""Markup to what a reader sees of it: HTML pages and fragments, whole or cut, and markdown with HTML in it.

Blanked: tags with their attributes, comments, scripts, styles, the head, and elements that are not shown (``hidden``,
``display:none``, ruby readings). Tags of block elements become line breaks. In rows of data tables cells are parted by
tabs, an empty cell included, and whatever breaks lines inside a cell becomes one space; a table that only lays out a
page (a cell with paragraphs of text) is read as blocks. Entities become characters, in plain text too. Line breaks of
the source stay: what is one line to the reader is for the outline to say. A text that merely holds ``<`` (``PM2.5<35``,
``<5%``) is no markup.

A cell that spans columns or rows is followed by empty ones in its row, and headed by empty ones in the rows below.

Not done: style sheets are not read, so an element hidden by its class is taken for visible.
"""

import html
import re
from functools import cache
from typing import NamedTuple

from .. import lexicon
from ..patterns import compiled
from .layer import Edit, Layer

# A row with a cell longer than this many characters of text lays out a page: cells of data tables in statistical
# communiqués and plan annexes stay below 200, articles set in a layout table are longer.
_LONGEST_CELL = 400

_TOKEN = re.compile(r"<(?:!--|[!?](?=[\[A-Za-z])|(?P<close>/)?(?P<name>[A-Za-z][A-Za-z0-9:._-]*+)(?=[\s/>]|\Z))|\]\]>")
_TOKEN_OR_WRAP = re.compile(_TOKEN.pattern + r"|(?P<wrap>(?<![ \t\r\u3000])[ \t\r\u3000]*+\n\s*+)")
_VALUE = r"""=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|"[^"]*+"(?=[\s/>])|'[^']*+'(?=[\s/>]))"""
_TO_END = compiled(rf"(?>{_VALUE}|[^<>])*+(?:>|\Z|(?=<))")
_DECLARED_END = re.compile(r"[^<>]*+>?")
_ENTITY = re.compile(
    r"&(?:amp;)*(?:(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31}+);|nbsp(?![A-Za-z0-9;]))"
)
_ROW_EDGE = re.compile(r"<(?:/?tr|/?table|/tbody|/thead|/tfoot)(?=[\s/>])", re.I)
_SPAN = re.compile(r"(?P<way>col|row)span\s*+=\s*+[\"']?\s*+(?P<count>\d{1,3})", re.I)
_WIDEST, _TALLEST = 40, 200  # a cell that claims to span more is none that a reader could see
_CELL = re.compile(r"<t[dh](?=[\s/>])", re.I)
_NOT_SHOWN = re.compile(r"\shidden(?=[\s=/>])|display\s*:\s*none", re.I)
_HEAD_END = re.compile(r"</head\s*>|(?=<body[\s>])", re.I)
_BRACKET = re.compile("[<>]")
_ESCAPED = re.compile("</[A-Za-z]")
_RAW = re.compile(r"<(/?)(?:script|style)(?=[\s/>])", re.I)
_CODE = re.compile(r"[;{}]\s*+\Z|[)\]]\s*+;|\{[^{}<>]*+\}")
_MARKDOWN_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>[^\[\]\n]*+)\](?P<url>\((?:https?:|/|\.|#|mailto:|data:)[^()\s]*+[^()\n]*+\))"
)
_MARKDOWN_EMPHASIS = re.compile(
    r"(?<![*A-Za-z0-9])\*(?=[^\s*，。；：、）)])[^*\n]{1,60}+(?<=[^\s*（(])\*(?![*A-Za-z0-9])"
    r"|(?<![_A-Za-z0-9])(__?)(?=[^\s_])[^_\n]{1,60}+(?<=[^\s_])\1(?![_A-Za-z0-9])"
    r"|(?<!`)`(?=[^\s`])[^`\n]{1,60}+`(?!`)"
)
_NOTE = re.compile(r"(?P<open>[\[［(（〔【])?\s*(?:注\s?\d{0,3}|\d{1,3}|[*†‡①-⑳])\s*[\]］)）〕】]?")
_MARKDOWN_STRONG = re.compile(
    r"\*\*(?=[^\s*])[^*\n]++(?<=\S)\*\*|~~(?=[^\s~])[^~\n]++(?<=\S)~~|==(?=[^\s=])[^=\n]++(?<=\S)=="
)
_MARKS = ("](", "*", "_", "`", "~~", "==")


_DIGIT = re.compile("[0-9]")
_TAG = re.compile(r"<[^<>]*+>")
_TEN = re.compile(r"(?<!\d)10\Z")
_POWER = re.compile(r"(?:[A-Za-z米]|(?<!\d)10)\Z")


class _Words(NamedTuple):
    sign: re.Pattern[str]  # what makes a text markup
    blocks: frozenset[str]
    unseen: frozenset[str]
    struck: frozenset[str]


@cache
def _words() -> _Words:
    classes = lexicon.shipped("text").classes()
    known = lexicon.alternation(classes["html_elements"])
    plain = lexicon.alternation(classes["html_bare_tags"])
    sign = rf"<(?:!--|!doctype\b|!\[CDATA\[|/{known}\s*>|{known}(?:\s+[A-Za-z_:@][\w:.-]*+\s*+=|\s*+/>)|{plain}\s*+>)"
    return _Words(
        re.compile(sign, re.IGNORECASE),
        frozenset(classes["html_blocks"]),
        frozenset(classes["html_unseen"]),
        frozenset(classes["html_struck"]),
    )


def is_markup(text: str) -> bool:
    """Whether ``text`` holds HTML tags.

    >>> is_markup('<p class="a">全市'), is_markup("PM2.5<35，失业率<5%>3%")
    (True, False)
    """
    return "<" in text and _words().sign.search(text) is not None


def _tag_end(text: str, match: re.Match[str]) -> int:
    """Where the tag, comment or declaration that begins with ``match`` ends."""
    head = match[0]
    if head == "<!--":
        end = text.find("-->", match.end())
        return len(text) if end < 0 else end + 3
    if head == "]]>":
        return match.end()
    if match["name"] is None:
        if text.startswith("<![CDATA[", match.start()):
            return match.start() + 9
        found = _DECLARED_END.match(text, match.end())
    else:
        found = _TO_END.match(text, match.end())
    return found.end() if found else match.end()


def _replaced(text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is a figure that was struck out for the one behind it: ~~15座~~18座; alone, it still stands."""
    return text[end : end + 1].isdecimal() and _DIGIT.search(text, start, end) is not None


@cache
def _tags_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^<>]*+>?", re.IGNORECASE)


def _element_end(text: str, name: str, at: int) -> int:
    """Where the element ``name`` whose content begins at ``at`` ends, its closing tag included; -1 when never."""
    depth = 1
    for tag in _tags_of(name).finditer(text, at):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return -1


def _cut_head(text: str) -> int:
    """How many characters at the start belong to a comment, script or tag whose beginning was cut off."""
    comment = text.find("-->")
    if comment >= 0 and text.rfind("<!--", 0, comment) < 0:
        return comment + 3
    raw = _RAW.search(text)
    if raw and raw[1] and _CODE.search(text, 0, raw.start()):
        return raw.start()
    bracket = _BRACKET.search(text)
    if bracket is None or bracket[0] == "<":
        return 0
    tail = text[: bracket.start()].rstrip(" /\t\n")
    return bracket.end() if '="' in tail or "='" in tail or tail.endswith(('"', "'")) else 0


def _row_end(text: str, at: int, spanned: int) -> int:
    """Where the data row whose content begins at ``at`` ends; -1 when it only lays out the page.

    ``spanned`` cells of rows above reach into it.
    """
    edge = _ROW_EDGE.search(text, at)
    end = edge.start() if edge else len(text)
    if edge and edge[0].lower() == "<table":
        return -1
    cells = _CELL.split(text[at:end])[1:]
    if not cells or len(cells) + spanned < 2:
        return -1
    longest = max(len("".join(re.sub(r"<[^<>]*+>?", "", "<" + cell).split())) for cell in cells)
    return end if longest <= _LONGEST_CELL else -1


class _Grid:
    """Counts the columns of one row, with those that cells of rows above take."""

    def __init__(self, above: dict[int, int]) -> None:
        self.above = above
        self._new: dict[int, int] = {}
        self._column = 0
        self._begun = False
        self._late = 0  # empty cells behind the cell before, which spans columns

    def enter(self, tag: str) -> str:
        """The tabs before the cell that ``tag`` opens."""
        tabs = 1 if self._begun else 0
        while self._column in self.above:
            self._column += 1
            tabs += 1
        tall = wide = 1
        for found in _SPAN.finditer(tag):
            count = max(1, int(found["count"]))
            if found["way"].lower() == "col":
                wide = min(count, _WIDEST)
            else:
                tall = min(count, _TALLEST)
        tabs += self._late
        self._late = wide - 1
        for _ in range(wide):
            if tall > 1:
                self._new[self._column] = tall - 1
            self._column += 1
        self._begun = True
        return "\t" * tabs

    def leave(self) -> str:
        """The tabs behind the last cell, for the cells that span columns or reach down from above at the row's end."""
        tabs = self._late
        while self._column + tabs - self._late in self.above:
            tabs += 1
        return "\t" * tabs

    def below(self) -> dict[int, int]:
        """The cells that reach into the next row."""
        left = {column: rows - 1 for column, rows in self.above.items() if rows > 1}
        return {**left, **self._new}


class _Walk:
    """One pass over the tags of a markup text, collecting the edits that leave what a reader sees."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tags = 0
        self.edits: list[Edit] = []
        self._spans: dict[int, int] = {}  # how many rows more a cell above reaches down, by column
        self._unclosed: set[str] = set()  # unseen elements that nothing closes; looked for once

    def run(self) -> None:
        at = _cut_head(self.text)
        if at:
            self.edits.append(Edit(0, at, ""))
        while token := _TOKEN.search(self.text, at):
            start, (end, name, opens) = token.start(), self._tag(token)
            if name == "table":
                self._spans = {}
            row_end = _row_end(self.text, end, len(self._spans)) if name == "tr" and opens else -1
            if row_end >= 0:
                self._row(start, end, row_end)
                end = row_end
            elif end > start:
                self.edits.append(Edit(start, end, self._left(name, opens, start, end)))
            at = max(end, start + 1)

    def _left(self, name: str, opens: bool, start: int, end: int) -> str:
        """What a tag leaves, ``[start, end)`` with what it hides: a break of a block's, ``^`` of one that raises a power of ten."""
        shown = self.text.find("<", start + 1, end) < 0
        if name == "sup" and opens and shown and _TEN.search(self.text, max(0, start - 3), start) is not None:
            return "^"
        return "\n" if name in _words().blocks else ""

    def _tag(self, token: re.Match[str]) -> tuple[int, str, bool]:
        """Where the tag ends, with all that it hides; its name in lower case (empty for none); whether it opens.

        A ``<`` that begins no tag ends where it starts.
        """
        start, end = token.start(), _tag_end(self.text, token)
        name, opens = (token["name"] or "").lower(), not token["close"]
        if (
            name
            and not self.text.endswith(">", start, end)
            and end < len(self.text)
            and "=" not in self.text[start:end]
        ):
            return start, "", False
        self.tags += 1
        return (self._unseen_end(name, start, end) if opens and name else end), name, opens

    def _unseen_end(self, name: str, start: int, end: int) -> int:
        """Where what begins with the opening tag ``[start, end)`` is seen again; ``end`` when it is all seen."""
        if name == "head":
            shown = _HEAD_END.search(self.text, end)
            return shown.end() if shown else end
        if name in ("script", "style"):
            closed = _element_end(self.text, name, end)
            return closed if closed >= 0 else end if self.text.endswith("/>", start, end) else len(self.text)
        if name == "sup":
            closed = _element_end(self.text, name, end)
            return closed if closed >= 0 and self._notes(start, end, closed) else end
        struck = name in _words().struck
        if not struck and name not in _words().unseen and not _NOT_SHOWN.search(self.text, start, end):
            return end
        if name in self._unclosed or (closed := _element_end(self.text, name, end)) < 0:
            self._unclosed.add(name)
            return end
        return end if struck and not _replaced(self.text, end, closed) else closed

    def _notes(self, start: int, at: int, end: int) -> bool:
        """Whether the raised text ``[at, end)`` is the mark of a note, and no exponent of what stands before (m², 10⁸)."""
        note = _NOTE.fullmatch(_TAG.sub("", self.text[at:end]).strip())
        return note is not None and (
            note["open"] is not None or _POWER.search(self.text, max(0, start - 3), start) is None
        )

    def _row(self, start: int, at: int, row_end: int) -> None:
        """The data row that ``[start, at)`` opens: one line, a tab before each cell but the first."""
        text, gap, sign = self.text, start, "\n"  # ``sign`` is what the reader sees of the gap
        grid = _Grid(self._spans)
        while at < row_end:
            token = _TOKEN_OR_WRAP.search(text, at, row_end)
            stop = end = token.start() if token else row_end
            name, opens = "", False
            if token and token["wrap"] is not None:
                end = token.end()
            elif token:
                end, name, opens = self._tag(token)
                if end == stop:  # a "<" that begins no tag is text
                    stop = end = stop + 1
            if text[at:stop].strip():
                self.edits.append(Edit(gap, at, sign[: at - gap]))
                gap, sign = stop, ""
            if name in ("td", "th") and opens:
                sign = sign.strip(" ") + grid.enter(text[stop:end])
            elif not sign and (name in _words().blocks or (token and token["wrap"])):
                sign = " "
            at = end
        tail = "\n" if sign.startswith("\n") else sign.strip(" ") + grid.leave()
        self.edits.append(Edit(gap, row_end, tail[: row_end - gap]))
        self._spans = grid.below()


@cache
def _character(entity: str) -> str:
    """What ``entity`` stands for; itself when it stands for nothing."""
    found = html.unescape(re.sub("(?<=&)(?:amp;)+", "", entity))
    return found if len(found) <= len(entity) else entity


def _entities(layer: Layer) -> tuple[Layer, int]:
    edits = [
        Edit(*match.span(), found)
        for match in _ENTITY.finditer(layer.text)
        if (found := _character(match[0])) != match[0]
    ]
    return layer.edit(edits), len(edits)


def _markdown(layer: Layer) -> tuple[Layer, int]:
    """Without the targets of links, images, the marks of strong, struck and code text, and figures struck for others; headings and tables keep their signs."""
    edits: list[Edit] = []
    links = list(_MARKDOWN_LINK.finditer(layer.text))
    for link in links:
        if link["image"]:
            edits.append(Edit(*link.span(), ""))
        else:
            edits += [Edit(link.start(), link.start() + 1, ""), Edit(link.end("text"), link.end(), "")]
    layer = layer.edit(edits)
    emphasised = list(_MARKDOWN_EMPHASIS.finditer(layer.text))
    edges = [(match.span(), 2 if match[0].startswith("__") else 1) for match in emphasised]
    layer = layer.edit([edit for (a, b), size in edges for edit in (Edit(a, a + size, ""), Edit(b - size, b, ""))])
    strong = list(_MARKDOWN_STRONG.finditer(layer.text))
    marks: list[Edit] = []
    for match in strong:
        start, end = match.span()
        if match[0].startswith("~~") and _replaced(layer.text, start, end):
            marks.append(Edit(start, end, ""))
        else:
            marks += [Edit(start, start + 2, ""), Edit(end - 2, end, "")]
    return layer.edit(marks), len(links) + len(emphasised) + len(strong)


def _tags(layer: Layer) -> tuple[Layer, int]:
    """Without tags and what they hide, and how many there were."""
    if not is_markup(layer.text):
        return layer, 0
    walk = _Walk(layer.text)
    walk.run()
    return layer.edit(walk.edits), walk.tags


def blank_markup(layer: Layer) -> tuple[Layer, int]:
    """``layer`` without markup, with entities as characters; how many tags, entities and marks that took.

    >>> page = "<p>目标<b>值</b>&nbsp;5%</p><table><tr><td>产值</td><td>3</td><td></td><td>4</td></tr></table>"
    >>> blank_markup(Layer.over(page))[0].text
    '\\n目标值\\xa05%\\n\\n\\n产值\\t3\\t\\t4\\n\\n'
    """
    layer, count = _tags(layer)
    if "&" in layer.text:
        layer, entities = _entities(layer)
        count += entities
        if _ESCAPED.search(layer.text) is not None:  # markup that was escaped as a whole, as feeds carry it
            layer, tags = _tags(layer)
            layer, more = _entities(layer)
            count += tags + more
    if any(mark in layer.text for mark in _MARKS):
        layer, marks = _markdown(layer)
        count += marks
    return layer, count
