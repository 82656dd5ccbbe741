"""The command line, and the only place that prints: data on stdout, everything else on stderr.

One module a command; :mod:`.app` puts them together. Exit codes: 0 done; 1 something failed, the rest was done; 2 wrong
usage; 130 interrupted, 143 terminated, 129 hung up; 141 the pipe's reader gone.
"""

from .app import app, main

__all__ = ["app", "main"]
