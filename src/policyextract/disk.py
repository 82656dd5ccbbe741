"""What makes writes last."""

import os
import sys
from pathlib import Path


def sync(folder: Path) -> None:
    """Make renames in ``folder`` last; Windows has no such thing, and does it by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
