"""The apostrophe that keeps a spreadsheet from taking a text for a formula: put on going out, taken off coming in."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*([\t\r\n\0]|[\s\0-\x1f]*[=+\-@＝＋－＠])")
"""What begins a formula, or may; wide signs count where Chinese is written. Apostrophes before it change nothing."""


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would begin one.

    Before what has such an apostrophe of its own too, so that taking one off again is always right.
    """
    looks_numeric = cell[:1] == "-" and cell[1:].replace(".", "", 1).isdecimal() and cell.isascii()
    return f"'{cell}" if _FORMULA.match(cell) and not looks_numeric else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
