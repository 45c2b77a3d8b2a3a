"""What the editors of one form share: the session, and the ways from one field to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import QObject

from gridapp.actions.desk import Desk
from gridapp.domain.errors import GridAppError
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui.session import Session
from ui.waiting import run_for

T = TypeVar("T")


@dataclass(frozen=True)
class PhotoFacts:
    """What a camera wrote into a photo: offered to the person, never filled in by itself."""

    taken_at: datetime | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class FormContext:
    """`use_facts` fills a photo's time and place into the form; None where the form has no such fields."""

    session: Session
    use_facts: Callable[[PhotoFacts], None] | None = None

    @property
    def world(self) -> World:
        return self.session.world

    def run(
        self,
        owner: QObject,
        action: Callable[[Desk], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """`session.run` for a widget that may be gone when the answer comes; the answer is dropped then."""
        run_for(owner, self.session, action, then, failed)


def words_of(error: Exception) -> str:
    """What to say of an error beside the field or on the page it belongs to."""
    return (
        error.message
        if isinstance(error, GridAppError)
        else tr("Something went wrong here; nothing was lost.")
    )
