"""Any list page, filter and search at a million entries: `python -m tests.bench.lists [FOLDER] [COUNT]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sqlalchemy import text

from gridapp.actions import entries, today
from gridapp.actions.desk import Desk
from gridapp.domain.record import record_type
from gridapp.store.lists import Query, Where
from tests.bench.crowd import RARE, filled
from tests.bench.figures import milliseconds, row
from tests.office import PASSWORD


def main(folder: Path, count: int) -> None:
    home = filled(folder, count)
    shared = home.shared()
    vault = home.open_vault(home.vaults()[0], PASSWORD)
    desk = Desk(vault, shared)
    hazard = record_type("hazard")

    def raw() -> None:
        with vault.reading() as connection:
            connection.execute(text("SELECT * FROM entry WHERE row BETWEEN 5000 AND 5100")).all()

    row("raw baseline: 100 rows by their row number", milliseconds(raw))
    deep = entries.find(desk, Query(hazard, limit=20_000))[-1]
    unit = [each.id for each in desk.org.units.values() if desk.org.within(each.id, "621026100000")]
    pages = {
        "newest page": Query(hazard),
        "a page 20,000 entries down": Query(hazard, after=deep),
        "in one state": Query(hazard, (Where("state", "=", "put_right"),)),
        "still open, by deadline": Query(
            hazard, (Where("open", "=", True), Where("due", "!=", "")), order="due"
        ),
        "of one kind": Query(hazard, (Where("kind", "=", "0404"),)),
        "of one kind and state": Query(hazard, (Where("kind", "=", "0404"), Where("state", "=", "found"))),
        "by one author": Query(hazard, (Where("author", "=", "person-9"),)),
        "of one township and below": Query(hazard, (Where("unit", "=", unit),)),
        "two characters, common": Query(hazard, words="井盖"),
        "two characters, rare": Query(hazard, words=RARE),
        "two characters and a state": Query(hazard, (Where("state", "=", "put_right"),), words="井盖"),
        "two characters that never occur": Query(hazard, words="鲸鱼"),
        "pinyin initials": Query(hazard, words="jlhy"),
    }
    for name, query in pages.items():
        found = len(entries.find(desk, query))
        row(name, milliseconds(lambda query=query: entries.find(desk, query)), f"{found} rows (goal 30)")
    for name in ("newest page", "in one state", "of one kind", "two characters, common"):
        query = pages[name]
        row(f"count: {name}", milliseconds(lambda query=query: entries.count(desk, query)), "(goal 30)")
    row("today", milliseconds(lambda: today.today(desk)))
    vault.close()
    shared.close()


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    main(where, int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
