"""Whether everything saved on this computer is still what it was."""

from __future__ import annotations

from gridapp.actions.desk import Desk
from gridapp.store import checks


def check(desk: Desk) -> list[str]:
    """Everything wrong, in words; an empty list when all is well."""
    return checks.findings(desk.vault)
