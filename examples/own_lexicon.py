"""Names of your own: bodies, companies and programmes that no shipped list can know.

    python examples/own_lexicon.py

A lexicon is a TOML file with one ``[[name]]`` table a name: ``form`` (as it stands in texts) and ``type``, and where you
like ``canonical`` (the name it stands for) and ``code`` (a division code). It is checked when it is loaded: a wrong row is
an error that names the file and the line.
"""

import tempfile
from pathlib import Path

import policyextract as pe

TEXT = "2026年，星澜智造计划投资12亿元，在云溪片区建设智能工厂3家；澜链计划力争带动就业5000人。"

NAMES = """
[[name]]
form = "星澜智造"
type = "company"
canonical = "澜江星澜智能制造股份有限公司"

[[name]]
form = "云溪片区"
type = "place"

[[name]]
form = "澜链计划"
type = "programme"
canonical = "产业链协同提升计划"
"""

WRONG = """
[[name]]
form = "星澜智造"
typ = "company"
"""


def show(title: str, document: pe.Document) -> None:
    print(title)
    for entity in document.entities:
        print(f"  {entity.type:<10} {entity.text}  {entity.canonical or ''}".rstrip())


def main() -> None:
    show("as shipped:", pe.extract(TEXT))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.toml"
        path.write_text(NAMES, encoding="utf-8")
        extractor = pe.Extractor(pe.Settings(lexicons=(path,)))
        show("with names of our own:", extractor.extract(TEXT))

        path = Path(folder) / "wrong.toml"
        path.write_text(WRONG, encoding="utf-8")
        try:
            pe.Extractor(pe.Settings(lexicons=(path,))).extract(TEXT)
        except pe.LexiconError as error:
            print(f"a wrong row: {str(error).replace(folder, '…')}")


if __name__ == "__main__":
    main()
