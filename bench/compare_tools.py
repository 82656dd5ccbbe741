"""What policyextract, JioNLP, Recognizers-Text and LangExtract give for the same twenty inputs, as tables in docs/comparison*.md.

    python bench/compare_tools.py             # makes a virtual environment a tool in build/compare, runs each, writes the pages
    python bench/compare_tools.py --tool jionlp < texts.json    # what one tool gives, with a Python that has it

The other tools are installed for this alone. Inputs, and what a careful reader takes from each, are in compare_tools.toml.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
import venv
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "compare"
PUBLISHED = "2025-03-01"
PAGES = ("docs/comparison.md", "docs/comparison.zh-CN.md")
BEGIN, END = "<!-- made by bench/compare_tools.py: begin -->", "<!-- end -->"

TOOLS = {
    "policyextract": ("policyextract", [str(ROOT)]),
    "jionlp": ("JioNLP", ["jionlp==1.5.31"]),
    # Its release of 2019 wants a name that emoji lost with version 2.
    "recognizers": ("Recognizers-Text", ["recognizers-text-suite==1.0.2a2", "emoji<2"]),
    "langextract": ("LangExtract", ["langextract==1.7.1"]),
}
"""How each tool is called, and what pip installs for it."""


def item(text, kind, value=None, unit="", day=None, **more):
    """One thing a tool found: its words, what it is, its number and unit, the last day of its period."""
    return {"text": text, "kind": kind, "value": value, "unit": unit, "day": day, **more}


def policyextract(text, published):
    import policyextract

    document = policyextract.extract(text, published=published)
    out = []
    for one in (*document.targets, *document.actuals):
        quantity = one.quantity
        value = quantity.high if quantity.low is None else quantity.low
        shown = f"{quantity.low}—{quantity.high}" if quantity.comparator == "range" else str(value)
        out.append(
            item(
                quantity.text,
                one.kind,
                str(value),
                quantity.unit,
                one.due.last.isoformat() if one.due and one.due.last else None,
                indicator=one.indicator.text,
                comparator=quantity.comparator,
                shown=shown,
                at=quantity.start,
            )
        )
    return sorted(out, key=lambda one: one["at"])


def jionlp(text, published):
    import logging

    import jionlp

    logging.disable(logging.CRITICAL)  # it logs what it tries
    base = datetime.fromisoformat(published).timestamp()
    out = []
    for one in jionlp.ner.extract_time(text, time_base=base):
        time = one["detail"]["time"]
        last = time[-1][:10] if isinstance(time, list) and time[-1] != "inf" else None
        out.append(item(one["text"], one["type"], day=last))
    for one in jionlp.ner.extract_money(text):
        number = one["detail"]["num"]
        lowest = number[0] if isinstance(number, list) else number
        out.append(item(one["text"], "money", str(lowest), one["detail"]["case"]))
    places = jionlp.recognize_location(text)["domestic"] or ()
    out += [item("".join(part for part in place.values() if part), "location") for place, _ in places]
    out += [item(one, "phone") for one in jionlp.extract_phone_number(text)]
    return out + [item(one, "email") for one in jionlp.extract_email(text)]


def recognizers(text, published):
    import recognizers_suite as suite
    from recognizers_text import Culture

    day = datetime.fromisoformat(published)
    culture = Culture.Chinese if re.search("[\u4e00-\u9fff]", text) else Culture.English
    found = []
    for name in ("number", "percentage", "currency", "dimension", "temperature", "age", "phone_number", "email"):
        found += getattr(suite, f"recognize_{name}")(text, culture)
    found += suite.recognize_datetime(text, culture, reference=day)
    out = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if any(one is not other and other.start <= one.start and one.end <= other.end for other in found) and (
            one.type_name == "number"
        ):
            continue  # the number of an amount or a time that it found as well
        told = one.resolution or {}
        values = told.get("values") or [{}]
        value = str(told.get("value") or "")
        unit = "%" if value.endswith("%") else told.get("unit") or ""
        unit = "元" if told.get("isoCurrency") == "CNY" else {"Ton": "吨"}.get(unit, unit)
        kind = one.type_name.removeprefix("datetimeV2.")
        words = text[one.start : one.end + 1]
        is_number = kind in ("number", "percentage", "currency", "dimension", "temperature", "age")
        out.append(item(words, kind, value.rstrip("%") if is_number else None, unit, _last(values[-1])))
    return out


def _last(value):
    """The last day of a period of Recognizers-Text, which gives the day after it."""
    if "end" in value and "T" not in value["end"] and re.fullmatch(r"\d{4}-\d\d-\d\d", value["end"]):
        return (date.fromisoformat(value["end"]) - timedelta(days=1)).isoformat()
    day = str(value.get("value") or "")[:10]
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None


def langextract(text, published):
    """What it does where there is no model: it reads with one, and has to be told which, and a key for it or an address."""
    import langextract

    example = langextract.data.ExampleData(
        text="到2026年，全市新建学校8所。",
        extractions=[
            langextract.data.Extraction("target", "8所", attributes={"indicator": "学校", "due": "2026-12-31"})
        ],
    )
    try:
        langextract.extract(text, prompt_description="政策目标和实绩", examples=[example], model_id="gemini-2.5-flash")
    except Exception as error:
        return {"error": f"{type(error).__name__}: {' '.join(str(error).split())}"}
    return {"error": "a model answered; this script expects none"}


def installed(tool):
    """The Python of a tool's environment, made where it is not there."""
    place = PLACE / tool
    python = place / "bin" / "python"
    if not (place / ".done").exists():
        venv.create(place, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *TOOLS[tool][1]], check=True)
        (place / ".done").touch()
    return python


def run(tool, inputs):
    """What a tool gives for each input, and its version."""
    command = [installed(tool), __file__, "--tool", tool]
    done = subprocess.run(command, input=json.dumps(inputs), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])  # some print a greeting


def _number(value):
    try:
        return Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None


def score(figures, found):
    """Of the figures of an input: how many have their value, their unit with it, their day, kind and indicator."""
    counts = dict.fromkeys(("value", "unit", "day", "kind", "indicator", "comparator"), 0)
    days = {one["day"] for one in found}
    left = [one for one in found if one["value"] is not None]
    for figure in figures:
        same = [one for one in left if _number(one["value"]) == _number(figure["value"])]
        same.sort(key=lambda one: one["unit"] != figure["unit"])
        if "due" in figure:  # a tool that does not tie days to figures has it right where it has found the day at all
            tied = "indicator" in found[0] if found else False
            counts["day"] += figure["due"] in ({one["day"] for one in same[:1]} if tied else days)
        if not same:
            continue
        left.remove(same[0])
        counts["value"] += 1
        for name in ("unit", "kind", "comparator"):
            counts[name] += same[0].get(name) == figure[name]
        counts["indicator"] += figure["indicator"] in same[0].get("indicator", "")
    return counts | {"other": len(left)}


WORDS = {
    "en": {
        "head": "| of {n} figures, {d} of them with a day | policyextract {0} | JioNLP {1} | Recognizers-Text {2} |",
        "value": "value right",
        "unit": "and its unit",
        "comparator": "and its comparison (以上, 以内, 近 …)",
        "day": "the day it is due or refers to",
        "kind": "promise or report told apart",
        "indicator": "what is measured",
        "other": "numbers given beside these",
        "input": "| | input | policyextract | JioNLP | Recognizers-Text |",
        "nothing": "nothing",
    },
    "zh": {
        "head": "| {n} 个数值，其中 {d} 个有日期 | policyextract {0} | JioNLP {1} | Recognizers-Text {2} |",
        "value": "数值正确",
        "unit": "且单位正确",
        "comparator": "且比较关系正确（以上、以内、近……）",
        "day": "到期或所指日期正确",
        "kind": "区分承诺与报告",
        "indicator": "所指指标正确",
        "other": "此外给出的数字",
        "input": "| | 输入 | policyextract | JioNLP | Recognizers-Text |",
        "nothing": "无",
    },
}
_OWN = ("comparator", "kind", "indicator")


def tables(inputs, results, words):
    """The tables of a page."""
    names = ("policyextract", "jionlp", "recognizers")
    sums = {
        name: dict.fromkeys(("value", "unit", "comparator", "day", "kind", "indicator", "other"), 0) for name in names
    }
    for number, one in enumerate(inputs):
        for name in names:
            for what, count in score(one.get("figures", []), results[name]["found"][number]).items():
                sums[name][what] += count
    count = sum(len(one.get("figures", [])) for one in inputs)
    dated = sum("due" in figure for one in inputs for figure in one.get("figures", []))
    versions = [results[name]["version"] for name in names]
    lines = [words["head"].format(*versions, n=count, d=dated), "| --- | ---: | ---: | ---: |"]
    for what in sums["policyextract"]:
        cells = (str(sums[name][what]) if name == "policyextract" or what not in _OWN else "—" for name in names)
        lines.append(f"| {words[what]} | {' | '.join(cells)} |")
    lines += ["", words["input"], "| ---: | --- | --- | --- | --- |"]
    for number, one in enumerate(inputs):
        cells = (_shown(results[name]["found"][number], words) for name in names)
        lines.append(f"| {number + 1} | {_cell(one['text'])} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(text):
    return "<br>".join(" ".join(line.split()).replace("|", "\\|") for line in text.strip().splitlines())


def _shown(found, words):
    """What a tool found, a line each."""
    lines = []
    for one in found:
        if "indicator" in one:
            sign = {"=": "", "range": ""}.get(one["comparator"], one["comparator"])
            told = f"{one['kind']}: {one['indicator']} {sign}{one['shown']} {one['unit']}"
        else:
            told = f"{one['kind']}: {one['text']}" + (
                f" = {one['value']} {one['unit']}".rstrip() if one["value"] else ""
            )
        lines.append(told.rstrip() + (f" → {one['day']}" if one["day"] else ""))
    return "<br>".join(map(_cell, lines)) or words["nothing"]


def write(inputs, results):
    """The tables into the pages, between their marks."""
    for path, language in zip(PAGES, WORDS, strict=True):
        text = (ROOT / path).read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        after = rest.partition(END)[2]
        made = tables(inputs, results, WORDS[language])
        (ROOT / path).write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", choices=TOOLS, help="read texts as JSON from stdin, print what this tool gives")
    tool = parser.parse_args().tool
    if tool is not None:
        found = [globals()[tool](one["text"], one.get("published", PUBLISHED)) for one in json.load(sys.stdin)]
        package = TOOLS[tool][1][0].partition("==")[0] if tool != "policyextract" else tool
        print(json.dumps({"version": version(package), "found": found}))
        return
    inputs = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["input"]
    results = {name: run(name, inputs) for name in TOOLS}
    write(inputs, results)
    print(
        f"{' '.join(PAGES)} written; LangExtract {results['langextract']['version']}: {results['langextract']['found'][0]['error']}"
    )


if __name__ == "__main__":
    main()
