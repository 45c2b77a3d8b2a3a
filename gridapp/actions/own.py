"""What a type's own module adds when a step of its workflow is made: found by its name, as pages and forms are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from sqlalchemy import Connection

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.workflow import Move
from gridapp.store.ops import Act

Also = Callable[[Desk, Connection, Entry], list[Act]]


def acts(desk: Desk, connection: Connection, before: Entry, step: Move) -> list[Act]:
    """What is written together with a step, in the same transaction: `with_STEP` of `gridapp.actions.TYPEs`, where
    there is one. Raises what that raises, and then the step is not made either."""
    also = _also(before.type, step.name)
    return also(desk, connection, before) if also else []


@cache
def _also(type_name: str, step: str) -> Also | None:
    module = f"gridapp.actions.{type_name}s"
    return getattr(import_module(module), f"with_{step}", None) if find_spec(module) else None
