"""Reads one workbook in a process of its own, which may be ended: a damaged one can hold its library for ever, have it take
all memory, or write a trace of its own to the standard error.

Run as a script, with the most cells a sheet may have as argument and the workbook as standard input; writes JSON: the rows of
each visible sheet with the place they begin at, or what is wrong. It imports nothing of this package, and so begins at once.
"""

import io
import json
import sys
from datetime import date
from typing import Any

_MEMORY = 2 << 30


def answer(data: bytes, most: int) -> dict[str, Any]:
    """The sheets of a workbook, or ``wrong``: ``encrypted``, ``too-large`` or ``corrupt``, with what the library said."""
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(data))
        out = []
        for told in book.sheets_metadata:
            if told.visible != calamine.SheetVisibleEnum.Visible or told.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(told.name)
            if sheet.start is None:
                continue
            if sheet.height * sheet.width > most:
                return {"wrong": "too-large", "said": ""}
            rows = sheet.to_python(skip_empty_area=True)
            out.append([told.name, *sheet.start, [list(map(plain, row)) for row in rows]])
    except calamine.PasswordError:
        return {"wrong": "encrypted", "said": ""}
    except BaseException as error:  # a panic is no Exception
        return {"wrong": "corrupt", "said": f"{type(error).__name__}: {error}"}
    return {"sheets": out}


def plain(value: Any) -> Any:
    """A cell as JSON holds it; a day as a list of its parts."""
    if isinstance(value, date):
        return [value.year, value.month, value.day]
    return value if isinstance(value, str | int | float) else None


def main() -> None:
    """Answer, within bounds of memory where the system knows any."""
    try:
        import resource
    except ImportError:
        pass
    else:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or hard > _MEMORY:
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, hard))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read(), int(sys.argv[1]))))


if __name__ == "__main__":
    main()
