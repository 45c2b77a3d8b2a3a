"""The first window and the first page, beside a bare PySide6 window: `python -m tests.bench.window [FOLDER] [COUNT]`.

Each start is a process of its own that prints the moments of its first paint and of the filled first page, and its
memory. The two kinds of start take turns, so that noise falls on both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.crowd import filled

TIMES = 7

BARE = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print("painted", time.time(), flush=True)
        QTimer.singleShot(0, app.quit)
app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""

OURS = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import app as program
from ui.frame import Frame

def said_once(name, method):
    def wrapped(self, *arguments):
        done = method(self, *arguments)
        if not wrapped.said:
            wrapped.said = True
            print(name, time.time(), flush=True)
            if name == "painted":
                QTimer.singleShot(0, look_for_the_rest)
            if name == "sign_in":
                QTimer.singleShot(0, look_for_today)
            if name == "today":
                QTimer.singleShot(0, end)
        return done
    wrapped.said = False
    return wrapped

def look_for_the_rest():
    from ui.main_window import MainWindow
    MainWindow.paintEvent = said_once("sign_in", MainWindow.paintEvent)

def look_for_today():
    from ui.pages.today import TodayPage
    TodayPage._show = said_once("today", TodayPage._show)

def end():
    with open("/proc/self/status") as status:
        print("memory", next(line.split()[1] for line in status if line.startswith("VmRSS")), flush=True)
    for window in QApplication.topLevelWidgets():
        window.close()

Frame.paintEvent = said_once("painted", Frame.paintEvent)
program.run(Path(sys.argv[1]), sys.argv[2])
"""


def start(code: str, *arguments: str) -> dict[str, float]:
    """Seconds from the beginning of a process to each thing it reports, and its memory in MB."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True, check=True, timeout=120
    )
    found = {}
    for line in done.stdout.splitlines():
        name, value = line.split()
        found[name] = float(value) / 1024 if name == "memory" else float(value) - began
    return found


def main(folder: Path, count: int) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
    home = filled(folder, count)
    vault = home.vaults()[0]
    bare, ours = [], []
    start(BARE)
    start(OURS, str(folder), vault)
    for _ in range(TIMES):
        bare.append(start(BARE))
        ours.append(start(OURS, str(folder), vault))
    plain = statistics.median(each["painted"] for each in bare)
    first = statistics.median(each["painted"] for each in ours)
    sign_in = statistics.median(each["sign_in"] for each in ours)
    today = statistics.median(each["today"] for each in ours)
    print(f"a bare PySide6 window painted             {plain * 1000:7.0f} ms")
    print(
        f"our first window painted                  {first * 1000:7.0f} ms   {first / plain:.2f} times (goal 1.5)"
    )
    print(f"sign-in painted                           {sign_in * 1000:7.0f} ms   {sign_in / plain:.2f} times")
    print(f"today filled at {count:,} entries        {today * 1000:7.0f} ms   (goal 1,000)")
    print(
        f"memory then                               {max(each['memory'] for each in ours):7.0f} MB   (goal 250)"
    )


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    main(where, int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
