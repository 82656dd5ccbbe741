"""Whether Spark can run on this machine, and a session of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

_JAVA = 17
"""The least version of Java that pyspark 4 runs on."""


@cache
def missing() -> str:
    """Why Spark cannot run here, and what to do; empty where it can."""
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        return "Spark is not installed: pip install 'policyextract[spark]'"
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    advice = f"install Java {_JAVA} or later (openjdk-{_JAVA}-jre-headless) or set JAVA_HOME"
    if java is None:
        return f"Spark needs Java, and there is none: {advice}"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', said.stderr + said.stdout)
    if version is None:
        return f"Spark needs Java, and {java} does not tell its version: {advice}"
    if int(version[1]) < _JAVA:
        return f"Spark needs Java {_JAVA}, and {java} is Java {version[1]}: {advice}"
    return ""


needs_spark = pytest.mark.skipif(bool(missing()), reason=missing())


@contextmanager
def session() -> Iterator[Any]:
    """Spark in local mode, its workers with this Python and this ``policyextract``."""
    from pyspark.sql import SparkSession

    import policyextract

    paths = [str(Path(policyextract.__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join(paths))
        settings = {
            "spark.master": "local[2]",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.log.level": "ERROR",
            "spark.sql.shuffle.partitions": "2",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        spark = SparkSession.builder.config(map=settings).getOrCreate()
        try:
            yield spark
        finally:
            spark.stop()
