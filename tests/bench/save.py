"""Saving one record, beside one bare commit of the same database: `python -m tests.bench.save`."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.record import example, record_type
from gridapp.store.home import Home
from tests.bench.figures import milliseconds, row
from tests.office import PASSWORD


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        shared = home.shared()
        desk = Desk(home.create_vault(shared, PASSWORD), shared)
        body = example(record_type("hazard"), desk.world, random.Random(1))
        file = (Path(folder) / "raw").open("wb")

        def fsync() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        def commit() -> None:
            with desk.vault.writing() as connection:
                connection.exec_driver_sql("INSERT OR REPLACE INTO setting VALUES ('x', '1')")

        disk = milliseconds(fsync, 100)
        row("the disk's own fsync of 4 KB", disk)
        row("a bare commit of one row, encrypted, FULL", milliseconds(commit, 100))
        saved = milliseconds(lambda: entries.add(desk, "hazard", body), 100)
        row("saving one hazard", saved, f"{saved[0] - disk[0]:.2f} ms beyond the fsync (goal 20)")
        file.close()
        desk.vault.close()
        shared.close()


if __name__ == "__main__":
    main()
