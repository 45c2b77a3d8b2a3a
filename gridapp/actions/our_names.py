"""Names of our people that nothing written for others may hold."""

from __future__ import annotations

from sqlalchemy import Connection

from gridapp.domain.record import type_standing_for
from gridapp.store import lists
from gridapp.store.lists import Query

OFFICIALS = ("grid_worker", "coordinator", "centre_staff", "department_officer")
"""Roles of people who act in office: a brief may name them."""


def unofficial_names(connection: Connection) -> set[str]:
    """Of all our people but those who act in office."""
    record = type_standing_for("person")
    people = lists.page(connection, Query(record, limit=None))
    return {
        each.body[record.heading] for each in people if each.body.get("role", {}).get("code") not in OFFICIALS
    }
