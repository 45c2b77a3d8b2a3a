"""Looking at a vault while the offline grant is over: only what its person recorded and has not sent yet is there.

Views of the same names stand before the tables, within the transaction that looks, and go with it. So no list, search
or page has to know of it, and none can forget it.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gridapp.domain.entry import Entry


def narrow(connection: Connection, person: str) -> None:
    """From here to the end of this transaction, which must only look, nothing else is seen."""
    theirs = "'" + person.replace("'", "''") + "'"  # a view takes no parameters
    for table, seen in (("entry", f"pending AND author = {theirs}"), ("shadow", "0"), ("attention", "0")):
        connection.exec_driver_sql(f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {seen}")


def is_seen(entry: Entry, person: str) -> bool:
    """The same for one entry that is at hand."""
    return entry.pending and entry.author.id == person
