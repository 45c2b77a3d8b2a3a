"""What was let go is gone from the disk as well: no free page, no index, no log, no older copy and no photo keeps it.

Deleting in SQLite leaves the bytes where they were until something else needs the room. So what is let go is noted with
it, and later, outside of any transaction, the file is written anew without what nobody refers to.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from gridapp.domain.errors import WorldFailed
from gridapp.store import settings
from gridapp.store.tables import file as file_table
from gridapp.store.tables import file_use
from gridapp.store.vault import Vault

PATIENCE = timedelta(days=1)
"""Single entries that went elsewhere are swept out once a day; a whole unit that was lost, at once."""

_NOTED, _SWEPT = "leftovers", "swept_at"


def note(connection: Connection, at_once: bool) -> None:
    """Something was let go in this transaction."""
    if at_once or not settings.get(connection, _NOTED):
        settings.put(connection, _NOTED, "now" if at_once else "soon")


def sweep(vault: Vault) -> None:
    """Write the store anew when there are leftovers and it is time. What could not be done is done after the next
    round: another window may just be saving."""
    with vault.reading() as connection:
        noted = settings.get(connection, _NOTED)
        swept: str = settings.get(connection, _SWEPT, "")
    if not noted or (noted == "soon" and _is_recent(swept, vault.clock())):
        return
    with vault.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO search (search) VALUES ('optimize')"
        )  # its segments keep old words
        unused = _forget_files(connection)
    for sha in unused:
        vault.files.discard(sha)
    try:
        vault.database.rewrite()
    except WorldFailed:
        return
    with vault.writing() as connection:
        settings.put(connection, _NOTED, "")
        settings.put(connection, _SWEPT, vault.now())


def _is_recent(moment: str, now: datetime) -> bool:
    return bool(moment) and timedelta() <= now - datetime.fromisoformat(moment) < PATIENCE


def _forget_files(connection: Connection) -> list[str]:
    """The names of files that the server has and no entry here refers to any more."""
    used = select(file_use.c.sha)
    unused = (file_table.c.state != "local", file_table.c.sha.not_in(used))
    names = list(connection.execute(select(file_table.c.sha).where(*unused)).scalars())
    connection.execute(file_table.delete().where(*unused))
    return names
