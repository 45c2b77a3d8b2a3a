"""The roster board with 500 members, 60 posts, a year of shifts: `python -m tests.bench.roster [FOLDER] [WEEKS]`.

Posts, plans, shifts, members and sign-ups are made by the actions, as a coordinator makes them; a folder is
filled once.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop

from gridapp.actions import entries, plans, roster, signups
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from gridapp.domain.recurrence import WEEKDAYS
from gridapp.store.home import Home
from tests.bench.figures import milliseconds, row
from tests.office import PASSWORD, computer
from ui.application import application
from ui.forms.moves import ask_move
from ui.pages.shift import ListPage
from ui.session import Session

MEMBERS, POSTS, NEEDED = 500, 60, 2
FIRST = date(2026, 1, 5)
TIMES = 15
GOAL = "(goal 100)"


def filled(folder: Path, weeks: int) -> Home:
    """A home whose vault holds the year; made once, then kept."""
    home, dice = computer(folder), random.Random(1)
    if home.vaults():
        return home
    shared = home.shared()
    desk = Desk(home.create_vault(shared, PASSWORD), shared)
    people = entries.add_all(desk, "member", [New(_member(number, dice)) for number in range(MEMBERS)])
    shifts = [each for number in range(POSTS) for each in _planned(desk, number, weeks)]
    asked = [New(signups.asking(each, who)) for each in shifts for who in _people(people, dice)]
    for start in range(0, len(asked), 2000):
        entries.add_all(desk, "signup", asked[start : start + 2000])
    _as_sent(desk)
    print(f"made {len(people)} members, {len(shifts)} shifts, {len(asked)} sign-ups", flush=True)
    desk.vault.close()
    shared.close()
    return home


def main(folder: Path, weeks: int) -> None:
    home = filled(folder, weeks)
    shared = home.shared()
    desk = Desk(home.open_vault(home.vaults()[0], PASSWORD), shared)
    day = FIRST + timedelta(days=7 * (weeks // 2))
    shown = roster.board(desk, day)
    one = next(each for each in shown.slots if each.gap)
    asked = sum(len(each.shown) for each in shown.slots)
    count = f"{len(shown.lines)} lines, {len(shown.slots)} shifts, {asked} sign-ups"
    rows_ = len(shown.slots) + asked

    def raw() -> None:
        with desk.vault.reading() as connection:
            connection.exec_driver_sql(f"SELECT * FROM entry WHERE row BETWEEN 5000 AND {5000 + rows_}").all()

    row("raw baseline: as many rows by their row number", milliseconds(raw))
    row("the week, read", milliseconds(lambda: roster.board(desk, day)), f"{count} {GOAL}")
    found = f"{len(roster.suggestions(desk, one.shift.id))} found"
    row("suggestions for one gap", milliseconds(lambda: roster.suggestions(desk, one.shift.id)), found)
    row("how the month falls", milliseconds(lambda: roster.fairness(desk, day)))
    desk.vault.close()
    shared.close()
    row("another week, read and painted", on_screen(folder, day), GOAL)


def on_screen(folder: Path, day: date) -> tuple[float, float]:
    """From asking for the week until it stands in the window: read on the store's thread, laid out and painted."""
    application()
    session = Session(folder)
    vault = session.home.vaults()[0]
    _wait(lambda done: (session.signed_in.connect(done), session.sign_in(vault, PASSWORD)))
    page = ListPage(session, record_type("shift"), ask_move)
    page.resize(1214, 700)
    page.show()
    days, taken = cycle((day, day + timedelta(days=7))), []
    for _ in range(TIMES + 1):
        for _ in range(2):  # what the week before asked for in the background is done
            _wait(lambda done: session.run(lambda _desk: None, lambda _none: done()))
        start = time.perf_counter()
        _wait(lambda done: (page.board.shown.connect(done), page.board.go_to(next(days))))
        page.board.table.viewport().repaint()
        taken.append((time.perf_counter() - start) * 1000)
    page.close()
    session.close()
    return statistics.median(taken[1:]), max(taken[1:])


def _wait(begin: Callable[[Callable[..., None]], object]) -> None:
    """Begin something and let the program go on, at rest, until it has called back."""
    loop = QEventLoop()
    begin(lambda *_: loop.quit())
    loop.exec()


def _as_sent(desk: Desk) -> None:
    """As on a computer that is in step with its server: nobody looks at a year that was never sent."""
    with desk.vault.writing() as connection:
        connection.exec_driver_sql("UPDATE op SET state = 'acked'")
        connection.exec_driver_sql("UPDATE entry SET pending = 0")


def _member(number: int, dice: random.Random) -> dict[str, object]:
    family, given = dice.choice("张王李赵刘陈杨孙高罗"), dice.choice("春秀德雅明玉继永红文")
    return {
        "name": f"{family}{given}{dice.choice('燕兰顺琴礼梅平宁霞秀')}",
        "member_no": f"NX-{number:04}",
        "phone": "13800000000",
        "birth_year": 1980,
        "role": "volunteer",
        "consent_version": "2026.1",
        "skills": [{"skill": "first_aid"}] if dice.random() < 0.3 else [],
    }


def _planned(desk: Desk, number: int, weeks: int) -> list[Entry]:
    """A post, its plan for every day, and the shifts made of it."""
    values = {"name": f"岗位{number + 1}", "kind": "campus", "place": f"岗位{number + 1}", "needed": NEEDED}
    post = entries.add(desk, "post", values)
    rule = {
        "name": values["name"],
        "post": {"id": post.id, "number": post.number},
        "weekdays": [{"day": each} for each in WEEKDAYS],
        "days": "every",
        "begins": "07:10",
        "ends": "08:10",
        "term_from": FIRST.isoformat(),
        "term_to": (FIRST + timedelta(days=7 * weeks - 1)).isoformat(),
    }
    return plans.make_shifts(desk, entries.add(desk, "plan", rule).id)


def _people(people: list[Entry], dice: random.Random) -> list[dict[str, str]]:
    """One shift in five lacks somebody."""
    chosen = dice.sample(people, NEEDED - (dice.random() < 0.2))
    return [{"id": each.id, "name": each.body["name"]} for each in chosen]


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    main(where, int(sys.argv[2]) if len(sys.argv) > 2 else 51)
