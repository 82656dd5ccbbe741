"""PDF files: their text in reading order, a page a part, tables as rows of cells.

``glyphs`` characters with their boxes → ``rules`` tables drawn with lines → ``lines`` what stands side by side → ``heads``
what every page repeats → ``columns`` the order of reading → ``flow`` paragraphs and tables set in columns without lines.
"""

from .read import read_pdf

__all__ = ["read_pdf"]
