"""Bodies that a text names by their function alone: an office inside a body, an authority that fines."""

import re
from collections.abc import Sequence
from typing import Final

from ..mentions.values import Name
from ..rules import Mention

OFFICES: Final = ("局", "厅", "委会")
# 由规划财务股牵头: an office inside the body whose plan it is
_OFFICE: Final = re.compile(r"由([一-龥]{2,8}[科股处室])(?=牵头|负责|承办|会同)")
_FINES: Final = ("罚款", "责令")  # without one of them a text fines nobody
# 由消防救援机构处…罚款: an authority by its function alone
_AUTHORITY: Final = re.compile(
    r"由((?:(?![，。；由的])[一-龥]){3,22}?(?:部门|机关|机构))(?=(?:依法|按照?职责|根据职责|依据职责)?(?:责令|处(?!理)|给予|没收|予以|吊销|收缴|代为))"
    r"|[。；，\n　 ]((?:(?![，。；由的等和与])[一-龥]){3,18}?(?:部门|机关|机构))(?=应当|必须|须)"
)


def with_offices(text: str, names: Sequence[Mention]) -> Sequence[Mention]:
    """``names`` with the offices inside a body that a text names as responsible by their function alone."""
    if "由" not in text:
        return names
    found = [
        Mention(m.start(1), m.end(1), Name("gov", "", "", ""), "agent.office")
        for m in _OFFICE.finditer(text)
        if not any(text.find(end, m.start(1), m.end(1)) >= 0 for end in OFFICES)
    ]
    fines = any(sign in text for sign in _FINES)
    fining = [
        Mention(*m.span(m.lastindex or 0), Name("gov", "", "", ""), "agent.authority")
        for m in (_AUTHORITY.finditer(text) if fines else ())
    ]
    if fining:  # 公安机关|交通管理部门: a name that is only the end of it goes
        inside = [(m.start, m.end) for m in fining]
        names = [n for n in names if not any(s < n.start < e and n.value.type == "gov" for s, e in inside)]
    found += fining
    if not found:
        return names
    known = {(name.start, name.end) for name in names}
    added = [m for m in found if not any(s < m.end and m.start < e for s, e in known)]
    return sorted((*names, *added), key=lambda m: m.start)
