"""Setting a county's server up, and opening it again: its database, its files, its first coordinator."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection, select

from gridapp.domain.errors import BadValue, Refused
from gridapp.domain.fields.references import find_unit
from gridapp.domain.ids import Dice, uuid7
from gridapp.domain.op import GENESIS
from gridapp.domain.org import COUNTY
from gridapp.domain.permissions import Person
from gridapp.domain.world import Clock, system_clock
from gridapp.i18n import tr
from gridapp.server import (
    accounts,
    approvals,
    audit,
    computers,
    database,
    newcomers,
    ownership,
    rows,
    sights,
    two_people,
)
from gridapp.server.addresses import is_same_place, is_same_role
from gridapp.server.audit import Line
from gridapp.server.calls import Centre
from gridapp.server.computers import Computer
from gridapp.server.snapshots import Snapshots
from gridapp.server.storage.address import understand
from gridapp.server.storage.base import Storage
from gridapp.server.tables import county
from gridapp.server.two_people import Asked
from gridapp.store.fsync import write_durably
from gridapp.store.keys import key_for
from gridapp.sync.packets import Opener
from gridapp.sync.receipts import Signer

_ADDRESS_FILE = "database.url"
_FILES_FILE = "files.url"


def open_centre(
    folder: Path,
    url: str = "",
    clock: Clock = system_clock,
    dice: Dice = os.urandom,
    files: str = "",
    owner: str = "",
) -> Centre:
    """The server whose data lies below `folder`. `url` names a PostgreSQL instead of the embedded database,
    `files` another folder or an S3 bucket for the files. `owner` is the address of the role that owns the PostgreSQL's
    tables, or will: with it they are made or brought up to date first, and where no `url` names the server's own role,
    one is made. It is not kept.

    Both others are kept once they could be opened, so that later commands need not name them. Raises Refused for
    another one than before, WorldFailed when it cannot be reached.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / _ADDRESS_FILE
    chosen = kept.read_text("utf-8") if kept.is_file() else ""
    for named in filter(None, (url, owner)):
        if not is_same_place(named, chosen):
            _require_unchosen(folder, chosen, clock, dice)
    address = url or chosen
    if owner:
        address = ownership.prepare(owner, "" if is_same_role(owner, address) else address, clock(), dice)
    opened = database.open_postgres(address) if address else database.open_embedded(folder, clock, dice)
    if address != chosen:
        _keep(kept, address)
    try:
        storage = _open_files(folder, files, dice)
    except BaseException:
        opened.close()
        raise
    signer = Signer(key_for(folder / "keys", "receipts", dice))
    opener = Opener(key_for(folder / "keys", "courier", dice))
    feed_key = key_for(folder / "keys", "feeds", dice)
    return Centre(opened, storage, signer, opener, Snapshots(opened, storage), feed_key, clock, dice)


def _open_files(folder: Path, url: str, dice: Dice) -> Storage:
    """Where the files are. A new address is tried before it is kept; one with other secrets to the same place is
    taken."""
    kept = folder / _FILES_FILE
    chosen = kept.read_text("utf-8") if kept.is_file() else ""
    wanted, before = understand(url or chosen, folder), understand(chosen, folder)
    storage = wanted.open(key_for(folder / "keys", "files", dice), dice)
    if url and url != chosen:
        if wanted.place != before.place and (chosen or any(Path(before.place).glob("??/*"))):
            raise Refused(
                tr("This server keeps its files in another place"),
                tr(
                    "Nothing was changed. They are in {place}. To move them, copy everything there to the new place "
                    "and write its address into {file}.",
                    place=before.place,
                    file=kept,
                ),
            )
        storage.probe()
        _keep(kept, url)
    return storage


def _keep(file: Path, address: str) -> None:
    """Remember an address, which may hold secrets, for this account only."""
    write_durably(file, address.encode())
    os.chmod(file, 0o600)


def _require_unchosen(folder: Path, chosen: str, clock: Clock, dice: Dice) -> None:
    """Records stay where they are: another address would only make it look as if there were none."""
    if chosen or _embedded_is_set_up(folder, clock, dice):
        raise Refused(
            tr("This server keeps its records in another database"),
            tr(
                "Nothing was changed. Use another home folder for a new server; to move this one, bring its "
                "records over and write the new address into {file}.",
                file=folder / _ADDRESS_FILE,
            ),
        )


def _embedded_is_set_up(folder: Path, clock: Clock, dice: Dice) -> bool:
    if not (folder / database.EMBEDDED_FILE).is_file():
        return False
    opened = database.open_embedded(folder, clock, dice)
    try:
        with opened.transaction(sights.AT_THE_DOOR) as connection:
            return _has_county(connection)
    finally:
        opened.close()


def set_up(centre: Centre) -> bool:
    """Give the county its journal. False when it had one: setting up twice changes nothing."""
    if is_set_up(centre):
        return False
    with centre.database.transaction(sights.in_county(COUNTY)) as connection:
        name = rows.org(connection, COUNTY).name(COUNTY)
        connection.execute(county.insert().values(id=COUNTY, name=name, seq=0, hash=GENESIS))
        audit.write(connection, [Line(centre.console, "set-up", COUNTY)], centre.clock())
    return True


def enrolment_code(centre: Centre, name: str, role: str, unit: str) -> tuple[str, Person]:
    """A one-time code for a person, who is added when nobody of that name is known in that unit and role; "" where
    a second administrator has to agree to that first.

    Raises Refused when the server was never set up, or the unit is not known.
    """
    if not is_set_up(centre):
        raise Refused(tr("This server was not set up yet"), tr("Please run: gridapp server init"))
    try:
        with centre.database.transaction(sights.in_county(COUNTY)) as connection:
            return _code_for(connection, centre, name, role, unit)
    except Refused:
        centre.refusals.note(centre.console, "code-made", "unknown")
        raise


def list_of_computers(centre: Centre) -> list[Computer]:
    """Every computer of the county, the last heard of first."""
    with centre.database.transaction(sights.in_county(COUNTY)) as connection:
        return computers.of_county(connection, COUNTY)


def approve(centre: Centre, which: str, fingerprint: str) -> Computer:
    """Trust a new computer, by its id or code, whose key has this fingerprint. Raises NotFound, or Refused."""
    try:
        with centre.database.transaction(sights.in_county(COUNTY)) as connection:
            trusted = approvals.approve(connection, centre, COUNTY, which, fingerprint)
            audit.write(connection, [Line(centre.console, "trust", trusted.id)], centre.clock())
            return trusted
    except Refused:
        centre.refusals.note(centre.console, "trust", "refused")
        raise


def set_approvals(centre: Centre, wanted: bool) -> None:
    """Whether computers that are enrolled from now on wait until somebody has approved them."""
    with centre.database.transaction(sights.in_county(COUNTY)) as connection:
        newcomers.set_waiting(connection, COUNTY, wanted)
        audit.write(connection, [Line(centre.console, "approvals", str(int(wanted)))], centre.clock())


def revoke(centre: Centre, which: str) -> Computer:
    """Take a computer off the list, by its id or code. Raises NotFound, or Refused."""
    try:
        with centre.database.transaction(sights.in_county(COUNTY)) as connection:
            gone = computers.revoke(connection, COUNTY, which, centre.clock())
            audit.write(connection, [Line(centre.console, "revoke", gone.id)], centre.clock())
            return gone
    except Refused:
        centre.refusals.note(centre.console, "revoke", "unknown")
        raise


def _code_for(connection: Connection, centre: Centre, name: str, role: str, unit: str) -> tuple[str, Person]:
    world = rows.world(connection, COUNTY, centre.clock)
    try:
        place = find_unit(unit, world)
    except BadValue as bad:
        raise Refused(tr("Not found"), bad.message) from bad
    known = accounts.people(connection, COUNTY)
    wanted = (name, role, (place,))
    person = next((each for each in known if (each.name, each.role, each.units) == wanted), None)
    if person is None:
        id_ = rows.person_called(connection, COUNTY, world.org, name, place)
        person = Person(id_ or uuid7(centre.clock(), centre.dice), name, role, (place,))
        if two_people.ask(connection, centre, Asked("person", person.id, name, role, (place,))):
            return "", person
    code = accounts.make_code(connection, COUNTY, person.id, centre.clock(), centre.dice)
    audit.write(connection, [Line(centre.console, "code-made", person.id)], centre.clock())
    return code, person


def note(centre: Centre, line: Line) -> None:
    """Write what was done at the console to the audit log, where it was not done in a transaction of its own."""
    with centre.database.transaction(sights.in_county(line.who.county)) as connection:
        audit.write(connection, [line], centre.clock())


def is_set_up(centre: Centre) -> bool:
    with centre.database.transaction(sights.AT_THE_DOOR) as connection:
        return _has_county(connection)


def _has_county(connection: Connection) -> bool:
    return connection.execute(select(county.c.id)).first() is not None
