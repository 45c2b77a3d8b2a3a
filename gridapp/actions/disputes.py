"""What follows from the steps of a mediation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridapp.actions.desk import Desk
from gridapp.domain.records.dispute import confirmable_until


def noted_with_agree(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """From the day of the agreement on a court can be asked to confirm it, for so long."""
    return {"confirm_by": confirmable_until(given["agreed_on"], desk.world)}
