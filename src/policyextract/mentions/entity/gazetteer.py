"""Every form that is known letter for letter: places, government functions, whole names, head nouns and titles."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from ... import lexicon
from . import divisions
from .forms import Form, Index

PACKAGE = "mentions.entity"


class _Body(NamedTuple):
    form: str
    canonical: str = ""


class _Function(NamedTuple):
    forms: tuple[str, ...]


class _Known(NamedTuple):
    form: str
    type: str
    canonical: str = ""
    code: str = ""


def _division_forms() -> Iterable[Form]:
    words = lexicon.shipped(PACKAGE, "places.toml").classes()
    common = frozenset(words["common"]) | frozenset(words["common_prefecture"])
    generic, never = frozenset(words["generic_full"]), frozenset(words["never"])
    for text, rows in divisions.named().items():
        best = rows[0]
        if len(text) < 2 or text in never:
            continue
        standing = [d for d in rows if not d.last]
        code = best.code if len(standing or rows) == 1 else ""
        full = text == best.name
        if text in generic or (full and len(text) == 2):
            kind = "generic"
        elif full or text[-1] in "州县旗":
            kind = "place"
        elif text in common and best.level > divisions.PROVINCE:
            kind = "common"
        else:
            kind = "short" if best.level == divisions.COUNTY else "place"
        yield Form(text, kind, "place", best.name, code)


def _region_forms() -> Iterable[Form]:
    for region in divisions.regions():
        for text in (region.name, *region.forms.split()):
            if region.kind == "area" and len(text) == 2 and text.endswith("区"):
                continue
            yield Form(text, "place", "place", region.name, region.code)


def _body_forms() -> Iterable[Form]:
    bodies = lexicon.shipped(PACKAGE, "bodies.toml")
    for body in bodies.rows("body", _Body):
        yield Form(body.form, "name", "gov", body.canonical or body.form, "")
    for function in bodies.rows("function", _Function):
        for text in function.forms:
            # A one-character function (科, 教) is known together with its body word.
            yield Form(text if len(text) > 1 else text + "委", "function", "gov", function.forms[0], "")
    for text in bodies.classes()["functions"]:
        yield Form(text, "function", "gov", text, "")


def _seat_forms() -> Iterable[Form]:
    """The two characters at which a level word meets its seat (省委, 市政, 区人 …)."""
    seats = lexicon.shipped(PACKAGE, "bodies.toml").classes()["seats"]
    for level in "省市县区州盟旗镇乡":
        for first in sorted({seat[0] for seat in seats}):
            yield Form(level + first, "seat", "gov", "", "")


def _listed_forms() -> Iterable[Form]:
    """Bodies that are known behind another one of a list: 省农业厅、效能办."""
    bodies = lexicon.shipped(PACKAGE, "bodies.toml").classes()
    people = frozenset(bodies["people"])
    for text in bodies["listed"]:
        yield Form(text, "listed", "org" if text in people else "gov", text, "")


def _known_forms() -> Iterable[Form]:
    shipped_names = lexicon.shipped(PACKAGE, "known.toml")
    for known in shipped_names.rows("known", _Known):
        yield Form(known.form, "name", known.type, known.canonical or known.form, known.code)
    for kind, names in shipped_names.classes().items():
        for text in names:
            yield Form(text, "name", kind, text, "")
    for text in lexicon.shipped(PACKAGE, "titled.toml").classes()["courses"]:
        yield Form(text, "name", "programme", text, "")


def _region_words() -> Iterable[Form]:
    """全市, 我省 …, 各市, 一线城市 …: words that name a region without being a name."""
    words = lexicon.shipped(PACKAGE, "places.toml").classes()
    for lead in words["whole"]:
        for word in words["class_words"]:
            yield Form(lead + word, "whole", "region", lead + word, "")
    for text in words["each"]:
        yield Form(text, "each", "region", text, "")
    for text in words["kinds"]:
        yield Form(text, "kind", "region", text, "")


def _unnamed_forms() -> Iterable[Form]:
    """Bodies without a name (当地政府, 公司): read for what is told of them, no entities."""
    words = lexicon.shipped(PACKAGE, "unnamed.toml").classes()
    for kind in ("anywhere", "at_edge"):
        for text in words[kind]:
            yield Form(text, kind, "body", text, "")


def _triggers() -> Iterable[Form]:
    """Words at which a name ends or begins: head nouns of bodies and programmes, titles of people, speech verbs."""
    bodies = lexicon.shipped(PACKAGE, "organisations.toml").classes()
    for kind in ("company", "org", "gov"):
        for text in bodies[f"{kind}_heads"]:
            yield Form(text, "head", kind, "", "")
    for text in bodies["event_heads"]:
        yield Form(text, "head", "programme", "", "")
    towns = lexicon.shipped(PACKAGE, "places.toml").classes()
    for text in towns["town_words"]:
        for follows in towns["town_follows"]:
            yield Form(text + follows, "town", "place", text, "")
    for text in towns["zone_heads"]:
        yield Form(text, "zone", "place", "", "")
    titled = lexicon.shipped(PACKAGE, "titled.toml").classes()
    for text in titled["programme_heads"]:
        yield Form(text, "programme", "programme", "", "")
    for text in titled["rules"]:
        yield Form(text, "rules", "document", "", "")
    people = lexicon.shipped(PACKAGE, "people.toml").classes()
    for text in people["titles"]:
        yield Form(text, "title", "person", "", "")
    for text in people["folk"]:
        yield Form(text, "title", "folk", "", "")
    for text in people["speech"]:
        yield Form(text, "speech", "person", "", "")
    for text in people["after_titles"]:
        yield Form(text, "after", "person", "", "")


@cache
def shipped() -> Index:
    """The index of everything shipped; built once a process."""
    # Of two equal forms the first counts: 全州 is a region word before it is a county, 市政 begins 市政府.
    sources = (
        _known_forms,
        _listed_forms,
        _seat_forms,
        _region_words,
        _body_forms,
        _region_forms,
        _division_forms,
        _triggers,
        _unnamed_forms,
    )
    return Index(form for source in sources for form in source())
