"""How something that went wrong is said: what happened, what is safe, what to do; the technical line folded."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtWidgets import QWidget

from gridapp.domain.errors import ConfirmationNeeded, GridAppError, WorldFailed
from gridapp.i18n import tr
from ui.widgets.dialog import AppDialog


def show_error(window: QWidget, error: Exception, safe: str = "") -> AppDialog:
    """A dialog over `window`. What was refused says why; anything else says first that nothing is lost."""
    if isinstance(error, WorldFailed):
        dialog = AppDialog(window, error.title, error.message, safe or _safe(), "alert-triangle", "orange")
    elif isinstance(error, GridAppError):
        dialog = AppDialog(window, error.title, error.message, safe, "info-circle", "blue")
    else:
        sentence = tr("The program met something it does not know. You can go on working.")
        dialog = AppDialog(
            window, tr("Something went wrong here"), sentence, safe or _safe(), "alert-triangle", "red"
        )
        dialog.add_point(
            "copy", "ink2", tr("Send the technical line to your coordinator, so that it gets mended")
        )
        _add_detail(dialog, error)
    dialog.add_button("close", tr("Go on"), "primary")
    dialog.open()
    return dialog


def show_sync_error(window: QWidget, error: Exception, waiting: int, again: Callable[[], None]) -> AppDialog:
    """Only after the person pressed a button: in the background the status bar says enough."""
    title = error.title if isinstance(error, GridAppError) else tr("It could not be sent")
    message = error.message if isinstance(error, GridAppError) else ""
    safe = (
        tr("Your {count} records are all on this computer; none is lost.", count=waiting)
        if waiting
        else _safe()
    )
    dialog = AppDialog(window, title, message, safe, "cloud-x", "orange")
    dialog.add_point("check", "green", tr("Go on recording as usual"))
    dialog.add_point("refresh", "ink2", tr("It is tried again by itself"))
    dialog.add_point("phone", "ink2", tr("If it does not work tomorrow either, ask your coordinator"))
    _add_detail(dialog, error)
    dialog.add_button("later", tr("Not just now"))
    dialog.add_button("again", tr("Try again"), "primary")
    dialog.chosen.connect(lambda key: again() if key == "again" else None)
    dialog.open()
    return dialog


def catch_all(window: Callable[[], QWidget]) -> Callable[[], None]:
    """What nobody caught becomes a dialog too, and still goes to the error stream; gives what undoes this."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        before(kind, error, trace)
        if isinstance(error, Exception):
            show_error(window(), error)

    def undo() -> None:
        if sys.excepthook is hook:
            sys.excepthook = before

    sys.excepthook = hook
    return undo


def _safe() -> str:
    return tr("Everything you saved is on this computer; nothing is lost.")


def _add_detail(dialog: AppDialog, error: Exception) -> None:
    whole = "".join(traceback.format_exception(error)).strip()
    dialog.set_detail(tr("For technicians"), type(error).__name__, tr("Copy"), whole[-2000:])


def refusal(error: Exception) -> tuple[str, bool]:
    """What to say beside a code that came to nothing, and whether the digits of an authenticator are wanted too."""
    words = error.message if isinstance(error, GridAppError) else str(error)
    return words, isinstance(error, ConfirmationNeeded)


def not_enrolled() -> WorldFailed:
    return WorldFailed(
        tr("This computer is not enrolled yet"),
        tr("Ask your coordinator for a code, then enrol. Everything you record is kept until then."),
    )
