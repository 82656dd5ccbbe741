"""Compiles the modules that read text, with mypyc, and the loops of the learner, with Cython, in a wheel whose build asks for
it; see CONTRIBUTING.md.

    HATCH_BUILD_HOOKS_ENABLE=1 pip install .

What is compiled are the tables ``modules`` and ``loops`` of the hook in pyproject.toml. Nothing is written beside the sources: a compiled
module that lay there would hide every later change of its source.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FLAGS = [] if sys.platform == "win32" else ["-fvisibility=hidden", "-fno-semantic-interposition", "-fno-plt"]
"""Nothing outside the library calls its functions, so they call each other without the detour by which those of a library
may be replaced: with -O2 1.05 to 1.10 times as fast as -O1 without (reports, in passes that alternate). -flto is no
faster and takes six minutes."""

_SAME_SUMS = ["/fp:strict"] if sys.platform == "win32" else ["-O2", "-ffp-contract=off"]
"""No multiplication is joined with an addition, which would round once where Python rounds twice."""


class CompileHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled modules to a wheel, beside their sources; leaves an editable install as it is."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self.work = TemporaryDirectory(prefix="policyextract-")
        built = self._compiled(Path(self.work.name))
        build_data["force_include"].update(
            {str(file): str(file.relative_to(built)) for file in sorted(built.rglob("*.*")) if file.is_file()}
        )
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.work.cleanup()

    def _compiled(self, work: Path) -> Path:
        """The folder that holds the compiled modules, laid out as the installed package."""
        # Known only where the hook runs: its dependencies are in pyproject.toml.
        from mypyc.build import mypycify

        root = Path(self.root)
        modules = sorted(
            {file.relative_to(root).as_posix() for glob in self.config["modules"] for file in root.glob(glob)}
        )
        if not modules:
            raise FileNotFoundError(f"no module matches {self.config['modules']} in {root}")
        # One C file a module: a third of the time that one file takes to compile.
        extensions = mypycify(
            [f"--config-file={root / 'pyproject.toml'}", f"--cache-dir={work / 'types'}", *modules],
            target_dir=str(work / "c"),
            group_name="policyextract",
            opt_level="2",
            debug_level="0",
            multi_file=True,
        )
        extensions += self._loops(work)
        for extension in extensions:
            extension.extra_compile_args = [*extension.extra_compile_args, *_FLAGS]  # they hold one list together
        return self._built(extensions, work)

    def _loops(self, work: Path) -> list[Any]:
        """What Cython makes of modules beside which a .pxd states the types of numbers: mypyc puts each into an object."""
        from Cython.Build import cythonize
        from setuptools import Extension

        root = Path(self.root)
        found = [
            Extension(
                ".".join(Path(name).with_suffix("").parts[1:]), [str(root / name)], extra_compile_args=[*_SAME_SUMS]
            )
            for name in self.config["loops"]
        ]
        unchecked = dict.fromkeys(("boundscheck", "wraparound", "initializedcheck", "annotation_typing"), False)
        directives = {**unchecked, "cdivision": True, "language_level": 3}
        made: list[Any] = cythonize(
            found, build_dir=str(work / "loops"), compiler_directives=directives, quiet=True, force=True
        )
        return made

    def _built(self, extensions: list[Any], work: Path) -> Path:
        """The folder of what a C compiler makes of them."""
        from setuptools import Distribution
        from setuptools.command.build_ext import build_ext
        from setuptools.errors import BaseError, CCompilerError

        class Several(build_ext):  # type: ignore[misc]
            """As many C files at a time as there are processors."""

            def build_extensions(self) -> None:
                one = self.compiler.compile

                def compiled(sources: list[str], **given: Any) -> list[str]:
                    with ThreadPoolExecutor(os.cpu_count()) as pool:
                        return [
                            made for found in pool.map(lambda source: one([source], **given), sources) for made in found
                        ]

                self.compiler.compile = compiled
                super().build_extensions()

        whole = Distribution({"name": "policyextract", "ext_modules": extensions, "cmdclass": {"build_ext": Several}})
        build: Any = whole.get_command_obj("build_ext")
        build.build_lib, build.build_temp = str(work / "lib"), str(work / "objects")
        build.ensure_finalized()
        try:
            build.run()
        except (BaseError, CCompilerError) as error:
            raise RuntimeError(
                f"compiling needs a C compiler and the headers of Python ({error}); without HATCH_BUILD_HOOKS_ENABLE the "
                "package is built without them and gives the same results, more slowly"
            ) from None
        return work / "lib"
