"""Asking the store on behalf of a widget that may be gone when the answer comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from gridapp.actions.desk import Desk
from ui.session import Session

T = TypeVar("T")


def run_for(
    owner: QObject,
    session: Session,
    action: Callable[[Desk], T],
    then: Callable[[T], None],
    failed: Callable[[Exception], None] | None = None,
) -> None:
    """Hand `action` to the store; call back only while `owner` is still there."""

    def arrived(result: T) -> None:
        if isValid(owner):
            then(result)

    def broke(error: Exception) -> None:
        if failed is not None and isValid(owner):
            failed(error)
        else:
            session.failed.emit(error)

    session.run(action, arrived, broke)
