"""Planning at the size of a big county team, 500 members and 60 posts: `python -m tests.bench.plans`.

Makes the shifts of one plan for a term, of 60 plans, and of a whole year, and opens a week of them.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gridapp.actions import entries, plans, shifts, signups
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.domain.entry import Entry
from gridapp.domain.record import example, record_type
from gridapp.store.home import Home
from tests.bench.figures import milliseconds, row
from tests.office import PASSWORD

MEMBERS, POSTS = 500, 60
TERM = ("2026-03-02", "2026-07-10")
YEAR = ("2026-01-01", "2026-12-31")
WEEK = date(2026, 5, 11)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), clock=lambda: datetime(2026, 2, 20, 9, 0, tzinfo=UTC))
        shared = home.shared()
        desk = Desk(home.create_vault(shared, PASSWORD), shared)
        _once(f"{MEMBERS} members added", lambda: _members(desk))
        posts = entries.add_all(desk, "post", [New(_post(number)) for number in range(POSTS)])
        term = entries.add_all(desk, "plan", [New(_rule(post, TERM)) for post in posts])
        _once("one plan, a term", lambda: plans.make_shifts(desk, term[0].id))
        _once(f"{POSTS - 1} plans, a term", lambda: _all(desk, term[1:]))
        evening = {"begins": "17:30", "ends": "18:30", "days": "every"}
        year = entries.add_all(desk, "plan", [New(_rule(post, YEAR) | evening) for post in posts])
        _once("one plan, a year", lambda: plans.make_shifts(desk, year[0].id))
        _once(f"{POSTS - 1} plans, a year", lambda: _all(desk, year[1:]))
        _once("a plan that has them all", lambda: plans.make_shifts(desk, year[0].id))
        row("a week opened", milliseconds(lambda: shifts.week(desk, WEEK)), "goal 100 ms")
        _once("a week published", lambda: shifts.publish_week(desk, WEEK))
        span = (datetime(2026, 5, 11, tzinfo=UTC), datetime(2026, 5, 18, tzinfo=UTC))
        row("a week's openings", milliseconds(lambda: signups.openings(desk, *span)))
        desk.vault.close()
        shared.close()


def _once(name: str, work: Callable[[], list[Entry]]) -> None:
    """What is done only once is timed once."""
    start = time.perf_counter()
    made = work()
    took = time.perf_counter() - start
    each = f"{took / len(made) * 1000:.2f} ms each" if made else ""
    print(f"{name:<44} {took:8.2f} s    {len(made)} entries   {each}", flush=True)


def _members(desk: Desk) -> list[Entry]:
    dice, record = random.Random(1), record_type("member")
    return entries.add_all(desk, "member", [New(example(record, desk.world, dice)) for _ in range(MEMBERS)])


def _post(number: int) -> dict[str, Any]:
    return {"name": f"Post {number}", "kind": "campus", "place": "九龙小学东门", "needed": 2}


def _all(desk: Desk, rules: list[Entry]) -> list[Entry]:
    return [shift for each in rules for shift in plans.make_shifts(desk, each.id)]


def _rule(post: Entry, term: tuple[str, str]) -> dict[str, Any]:
    return {
        "name": post.body["name"],
        "post": {"id": post.id, "number": post.number},
        "weekdays": [{"day": day} for day in ("mon", "tue", "wed", "thu", "fri")],
        "begins": "07:10",
        "ends": "08:10",
        "term_from": term[0],
        "term_to": term[1],
    }


if __name__ == "__main__":
    main()
