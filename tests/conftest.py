"""What tests share: real stores, a real server on loopback, and three people everyone knows.

Only the clock, the dice and the network's faults are ever faked.
"""

from __future__ import annotations

import gc
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The computer's secret of the tests is theirs alone: never in the key store or the folder of whoever runs them.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ["XDG_CONFIG_HOME"] = os.environ["APPDATA"] = tempfile.mkdtemp(prefix="gridapp-tests-")

import pytest

from gridapp.domain.org import Org, shipped_units
from gridapp.domain.world import World
from gridapp.i18n import use_language
from gridapp.store.home import Home
from tests import postgres
from tests.office import PASSWORD, Office, computer

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # 12:00 in Beijing


class FakeClock:
    """Stands still, except that each look moves it by a millisecond, so that times stay in order."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["XDG_CONFIG_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True)
def password_of_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command would ask for at a terminal."""
    monkeypatch.setenv("GRIDAPP_PASSWORD", PASSWORD)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(autouse=True)
def tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program, widgets are taken apart on the window's thread only (ui/tidying.py)."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    gc.disable()
    gc.freeze()  # what was there before the test is not looked through after it: that took a second each time
    yield
    gc.collect()
    gc.unfreeze()
    gc.enable()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def dice() -> random.Random:
    return random.Random(20261118)


@pytest.fixture
def world(clock: FakeClock) -> World:
    return World(Org(shipped_units()), clock)


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock, dice: random.Random) -> Home:
    return computer(tmp_path / "home", clock, dice.randbytes)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL, started for this run in a folder of its own; the address of who owns it all."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    with postgres.cluster(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def prepared_database(postgres_url: str) -> str:
    """One that nobody works in: others are copies of it."""
    return postgres.prepared(postgres.fresh_database(postgres_url))


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Everything that asks for it runs on both databases; on PostgreSQL by the server's own role, under row security,
    as in an office."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgres_url")
    return postgres.copied(url, request.getfixturevalue("prepared_database"))


@pytest.fixture
def office(tmp_path: Path, clock: FakeClock, dice: random.Random, database_url: str) -> Iterator[Office]:
    """A county with its server, on either database, and computers as a test asks for them."""
    opened = Office(tmp_path, clock, dice, database_url)
    yield opened
    opened.close()


@pytest.fixture
def small_office(tmp_path: Path, clock: FakeClock, dice: random.Random) -> Iterator[Office]:
    """The same on the embedded database only, where the database is not the point."""
    opened = Office(tmp_path, clock, dice, "")
    yield opened
    opened.close()
