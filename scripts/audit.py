"""Ask public advisories whether what the package installs has known weaknesses.

    python scripts/audit.py PIP_AUDIT        # the program of that name, see make audit

What is asked about are the packages that ``policyextract[all]`` has brought here, in the versions that are here. Ends with
code 1 where one has a known weakness, and 0 with one line that says so where nobody can be asked: no network, no program.
"""

import json
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = "policyextract"
SECONDS = 120


def installed() -> dict[str, str]:
    """Name and version of everything the package needs, with any of its extras."""
    out: dict[str, str] = {}
    waiting = [ROOT]
    while waiting:
        name = canonicalize_name(waiting.pop())
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        if name in out:
            continue
        out[name] = found.version
        extras = found.metadata.get_all("Provides-Extra") or [] if name == ROOT else []
        for line in found.requires or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                waiting.append(needed.name)
    del out[ROOT]
    return dict(sorted(out.items()))


class SkippedError(Exception):
    """Nobody could be asked; the message says why."""


def asked(program: str, packages: dict[str, str]) -> list[dict[str, Any]]:
    """What is known of each package."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "packages.txt"
        path.write_text("".join(f"{name}=={version}\n" for name, version in packages.items()), encoding="utf-8")
        command = [program, "-r", str(path), "--no-deps", "--disable-pip", "--format=json", "--timeout=10"]
        try:
            done = subprocess.run(
                [*command, "--progress-spinner=off"], capture_output=True, text=True, timeout=SECONDS, check=False
            )
            told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SkippedError(f"{program} does not run ({error})") from None
        except ValueError:
            last = done.stderr.strip().splitlines()[-1:] or ["no answer"]
            raise SkippedError(f"the advisories cannot be reached ({last[0][:200]})") from None
    return told


def main() -> int:
    packages = installed()
    try:
        first = next(iter(packages))
        if any("skip_reason" in one for one in asked(sys.argv[1], {first: packages[first]})):
            raise SkippedError(f"the advisories know nothing of {first}: a mirror without them, or no network")
        told = asked(sys.argv[1], packages)
    except SkippedError as why:
        print(f"audit: skipped: {why}")
        return 0
    weak = 0
    for one in told:
        for found in one.get("vulns", ()):
            weak += 1
            mended = ", ".join(found["fix_versions"]) or "no version"
            print(f"audit: {one['name']} {one['version']}: {found['id']}, mended in {mended}")
    unknown = sum("skip_reason" in one for one in told)
    print(f"audit: {len(told)} packages, {unknown} of which nothing is known, {weak} known weaknesses")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
