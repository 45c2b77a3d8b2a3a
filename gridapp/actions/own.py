"""What a type's own module adds when one of its entries is written: found by its name, as pages and forms are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from sqlalchemy import Connection

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.workflow import Move
from gridapp.store.ops import Act

Also = Callable[[Desk, Connection, Entry, Mapping[str, Any]], list[Act]]
Notes = Callable[[Desk, Mapping[str, Any]], dict[str, Any]]
Require = Callable[[Desk, Connection, Act], None]


def acts(
    desk: Desk, connection: Connection, before: Entry, step: Move, given: Mapping[str, Any]
) -> list[Act]:
    """What is written together with a step and what was `given` with it, in the same transaction: `with_STEP` of the
    type's module, where there is one. Raises what that raises, and then the step is not made either."""
    also: Also | None = getattr(_module(before.type), f"with_{step.name}", None)
    return also(desk, connection, before, given) if also else []


def noted(desk: Desk, before: Entry, step: Move, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a step fills in by itself, from what was `given` with it: `noted_with_STEP` of the type's module, where
    there is one."""
    notes: Notes | None = getattr(_module(before.type), f"noted_with_{step.name}", None)
    return notes(desk, given) if notes else {}


def require(desk: Desk, connection: Connection, act: Act) -> None:
    """Let the type's module look at what is about to be written: `require` of it, where there is one. Raises what that
    raises, and then nothing is written."""
    check: Require | None = getattr(_module(act.type), "require", None)
    if check:
        check(desk, connection, act)


def has_require(type_name: str) -> bool:
    """Whether the type's module looks at what is about to be written."""
    return hasattr(_module(type_name), "require")


@cache
def _module(type_name: str) -> ModuleType | None:
    """`gridapp.actions.TYPEs`, activities for an activity; None where there is none."""
    plural = f"{type_name[:-1]}ies" if type_name.endswith("y") else f"{type_name}s"
    module = f"gridapp.actions.{plural}"
    return import_module(module) if find_spec(module) else None
