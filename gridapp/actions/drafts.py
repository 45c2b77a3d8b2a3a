"""Half-filled forms, kept per person and type so that nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gridapp.actions.desk import Desk
from gridapp.store import settings


@dataclass(frozen=True)
class Draft:
    """`values` are raw form values by field name; `at` is when they were kept (ISO)."""

    values: dict[str, Any]
    at: str


def keep(desk: Desk, type_name: str, values: dict[str, Any]) -> Draft:
    draft = Draft(values, desk.vault.now())
    with desk.vault.writing() as connection:
        settings.put(connection, _key(type_name), {"values": draft.values, "at": draft.at})
    return draft


def read(desk: Desk, type_name: str) -> Draft | None:
    with desk.vault.reading() as connection:
        kept = settings.get(connection, _key(type_name))
    return Draft(**kept) if kept else None


def drop(desk: Desk, type_name: str) -> None:
    with desk.vault.writing() as connection:
        settings.put(connection, _key(type_name), None)


def _key(type_name: str) -> str:
    return f"draft:{type_name}"
