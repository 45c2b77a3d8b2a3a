"""`gridapp`: without a command the window, with one the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gridapp.i18n import language
from gridapp.interop.wire import READ_FILE
from gridapp.paths import default_home


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [READ_FILE]:  # the frozen program, started by itself for one file from outside
        from gridapp.interop.worker import main as read_one_file

        return read_one_file()
    only_window = _window_options(arguments)
    if only_window is not None:
        from ui.app import run

        home = Path(only_window.home) if only_window.home else default_home()
        return run(home, only_window.person, only_window.lang)
    from gridapp.cli.main import main as command_line

    return command_line(arguments, window=QtWindow())


class QtWindow:
    """How the command line opens a window (gridapp.cli.context.Window); Qt is read only when it does."""

    def open(self, home: Path, person: str, password: str) -> int:
        from ui.app import run

        return run(home, person, language(), password)

    def shoot(self, home: Path, password: str, folder: Path) -> list[Path]:
        from ui.app import shoot

        return shoot(home, password, folder)

    def has_display(self) -> bool:
        if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
            return False
        if sys.platform in ("win32", "darwin"):
            return True
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _window_options(arguments: list[str]) -> argparse.Namespace | None:
    """The options of a start without a command; None when there is a command, or help is wanted."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--home", default="")
    parser.add_argument("--person", default="")
    parser.add_argument("--lang", default=os.environ.get("GRIDAPP_LANGUAGE", ""), choices=("", "zh_CN", "en"))
    try:
        found, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    return None if rest else found


if __name__ == "__main__":
    sys.exit(main())
