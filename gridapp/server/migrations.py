"""Bringing a server's database up to date, on SQLite and on PostgreSQL alike. Each step can be run again."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, inspect, select, text

from gridapp.domain.record import record_types
from gridapp.server import rows
from gridapp.server.tables import account, county, entry, server
from gridapp.server.tables import matter as matter_table
from gridapp.store.migrations import bring_up


def first_tables(connection: Connection) -> None:
    server.create_all(connection)


def sync_that_loses_nothing(connection: Connection) -> None:
    """Tips, matters in the place of held ops and conflicts, checksums."""
    bring_up(connection, server)
    _group_stamps(connection)
    _held_become_matters(connection)
    _add_up_checksums(connection)


def audit_and_daily_marks(connection: Connection) -> None:
    """The server's own log, and the signed heads of both chains."""
    bring_up(connection, server)


def computers_that_are_taken_off(connection: Connection) -> None:
    """Since when a device is no longer listened to."""
    bring_up(connection, server)


def sign_in(connection: Connection) -> None:
    """How long computers may be without contact; what opens a vault after a forgotten password; second codes."""
    bring_up(connection, server)


def computers_with_keys(connection: Connection) -> None:
    """What each computer signs its batches with."""
    bring_up(connection, server)


def places_in_order_of_arrival(connection: Connection) -> None:
    """Who asks for a place at what."""
    bring_up(connection, server)


def whom_an_entry_is_about(connection: Connection) -> None:
    """People see what is about them; the types that say so came with this."""
    bring_up(connection, server)


def calendars(connection: Connection) -> None:
    """The addresses of people's calendars."""
    bring_up(connection, server)


def computers_to_be_approved(connection: Connection) -> None:
    """Whether new computers wait, since when each does, and whose photos were put aside. Those that are enrolled
    already stay approved."""
    bring_up(connection, server)


def two_people(connection: Connection) -> None:
    """Administrators, and what a second one has to approve."""
    bring_up(connection, server)


def units_concerned(connection: Connection) -> None:
    """An entry is seen by the units that it names, too; those that name some already are written again."""
    bring_up(connection, server)
    naming = [each.type for each in record_types().values() if each.concerned]
    for of in connection.execute(select(county.c.id)).scalars().all():
        ids = connection.execute(select(entry.c.id).where(entry.c.county == of, entry.c.type.in_(naming)))
        known = rows.read(connection, of, ids.scalars())
        rows.write(connection, of, list(known.values()), known, rows.org(connection, of))


STEPS = (
    first_tables,
    sync_that_loses_nothing,
    audit_and_daily_marks,
    computers_that_are_taken_off,
    sign_in,
    computers_with_keys,
    places_in_order_of_arrival,
    whom_an_entry_is_about,
    calendars,
    computers_to_be_approved,
    two_people,
    units_concerned,
)


def _group_stamps(connection: Connection) -> None:
    """{field: [number, device]} became [[number, device, [fields]]]."""
    old = select(entry.c.county, entry.c.id, entry.c.stamps).where(entry.c.stamps.like("{%"))
    for row in connection.execute(old).all():
        stamps = {name: (seq, device) for name, (seq, device) in msgspec.json.decode(row.stamps).items()}
        mine = (entry.c.county == row.county, entry.c.id == row.id)
        connection.execute(entry.update().where(*mine).values(stamps=rows.stamps_text(stamps)))


def _held_become_matters(connection: Connection) -> None:
    if "held" not in inspect(connection).get_table_names():
        return
    for place, row in enumerate(
        connection.execute(text("SELECT * FROM held ORDER BY at")).mappings().all(), 1
    ):
        op = msgspec.json.decode(row["data"])
        unit = op.get("unit") or _home(connection, row["county"], op.get("author", ""))
        connection.execute(
            matter_table.insert().values(
                county=row["county"], op=row["op"], kind="held", entry=row["entry"], unit=unit, state="open", seq=0,
                author=op.get("author", ""), other="", device=row["device"], op_kind=row["kind"], at=row["at"],
                news=place, by=op.get("author_name", ""), data=row["data"], detail=row["detail"],
                base=op.get("base", 0),
            )
        )  # fmt: skip
        connection.execute(county.update().where(county.c.id == row["county"]).values(news=place))
    connection.execute(text("DROP TABLE held"))
    connection.execute(text("DROP TABLE conflict"))


def _home(connection: Connection, of: str, person: str) -> str:
    units = connection.execute(
        select(account.c.units).where(account.c.county == of, account.c.id == person)
    ).scalar()
    return str(msgspec.json.decode(units)[0]) if units else ""


def _add_up_checksums(connection: Connection) -> None:
    for of in connection.execute(select(county.c.id)).scalars().all():
        org = rows.org(connection, of)
        while True:
            unsummed = select(entry.c.id).where(entry.c.county == of, entry.c.checksum == "").limit(1000)
            known = rows.read(connection, of, connection.execute(unsummed).scalars())
            if not known:
                break
            rows.write(connection, of, list(known.values()), known, org)
