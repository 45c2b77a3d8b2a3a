"""The three administrators of a server: one keeps it, one decides about rights, one reads the log; none does two.

They sign in at the console. Until each of the three roles is taken, the console belongs to whoever owns the machine,
who appoints them; from then on nobody acts there unnamed, and there is no way back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Connection, select, update

from gridapp.domain import passwords
from gridapp.domain.errors import NotAllowed, NotFound, Refused
from gridapp.domain.ids import Dice
from gridapp.i18n import N_, tr
from gridapp.server.audit import Who
from gridapp.server.tables import admin

SYSTEM, SECURITY, AUDIT = "system", "security", "audit"
ROLES: Mapping[str, str] = {
    SYSTEM: N_("system administrator"),
    SECURITY: N_("security administrator"),
    AUDIT: N_("audit administrator"),
}

ANY = tuple(ROLES)
NOBODY: tuple[str, ...] = ()
"""For a command that the service runs by itself, or that makes no difference to what is kept."""

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "init": NOBODY,
    "run": NOBODY,
    "certificate": NOBODY,
    "enrol-code": (SYSTEM,),
    "computers": ANY,
    "revoke": (SYSTEM,),
    "fingerprint": ANY,
    "approve-computer": (SYSTEM,),
    "approvals": (SECURITY,),
    "recovery-code": (SECURITY,),
    "totp": (SECURITY,),
    "offline-days": (SECURITY,),
    "courier": (SYSTEM,),
    "verify": (AUDIT,),
    "checkpoints": (AUDIT,),
    "admins": ANY,
    "admin": (SYSTEM, SECURITY),
    "role": (SYSTEM, SECURITY),
    "requests": ANY,
    "approve": (SECURITY,),
    "decline": (SECURITY,),
    "audit": (AUDIT,),
}
"""Whose each `gridapp server` command is."""

_MEMORY, _PASSES = 64 * 1024, 3  # KiB; one guess takes a few tenths of a second
_SALT = 16


@dataclass(frozen=True)
class Admin:
    """An administrator: `role` is one of `ROLES`, `ended_at` "" while they are one."""

    id: str
    name: str
    role: str
    added_at: str
    ended_at: str


def every(connection: Connection, of: str) -> list[Admin]:
    """All that there ever were, in the order they were appointed."""
    query = select(admin).where(admin.c.county == of).order_by(admin.c.added_at, admin.c.id)
    return [
        Admin(row.id, row.name, row.role, row.added_at, row.ended_at) for row in connection.execute(query)
    ]


def in_office(connection: Connection, of: str) -> list[Admin]:
    return [each for each in every(connection, of) if not each.ended_at]


def in_force(connection: Connection, of: str) -> bool:
    """Whether all three roles are taken, so that nobody acts at the console alone or unnamed."""
    return {each.role for each in in_office(connection, of)} == set(ROLES)


def named(connection: Connection, of: str, name: str) -> Admin:
    """Who is in office under this name. Raises NotFound."""
    for each in in_office(connection, of):
        if each.name == name:
            return each
    raise NotFound(tr("No administrator here is called {name}.", name=name))


def who(of: str, one: Admin) -> Who:
    """As they stand in the log."""
    return Who(of, one.id, one.role)


def require(connection: Connection, by: Who, *roles: str) -> None:
    """Raises NotAllowed unless `by` is in one of these roles, or there are no three administrators yet."""
    if in_force(connection, by.county) and by.role not in roles:
        raise NotAllowed(
            tr(
                "This is for: {roles}. Please say who you are with --as.",
                roles=tr(", ").join(tr(ROLES[role]) for role in roles),
            )
        )


def locked(password: str, name: str, dice: Dice) -> str:
    """What is kept of a password: Argon2id, with its cost and salt. Raises BadValue for one that is too easy."""
    good = passwords.check(password, (name,))
    kdf = Argon2id(salt=dice(_SALT), length=32, iterations=_PASSES, lanes=1, memory_cost=_MEMORY)
    return kdf.derive_phc_encoded(good.encode())


def opens(connection: Connection, of: str, one: Admin, password: str) -> bool:
    """Whether it is their password."""
    query = select(admin.c.lock).where(admin.c.county == of, admin.c.id == one.id)
    try:
        lock = connection.execute(query).scalar_one()
        Argon2id.verify_phc_encoded(passwords.normal(password).encode(), lock)
    except InvalidKey:
        return False
    return True


def add(connection: Connection, of: str, id_: str, name: str, role: str, lock: str, now: datetime) -> None:
    """Appoint somebody. Raises Refused for a name that is taken: the log would not tell the two apart for a reader."""
    require_free(connection, of, name)
    at = now.isoformat(timespec="seconds")
    connection.execute(
        admin.insert().values(county=of, id=id_, name=name, role=role, lock=lock, added_at=at, ended_at="")
    )


def require_free(connection: Connection, of: str, name: str) -> None:
    """Raises Refused when somebody is, or was, called so."""
    if name in {each.name for each in every(connection, of)}:
        raise Refused(
            tr("This name is taken"), tr("There is or was an administrator called {name}.", name=name)
        )


def end(connection: Connection, of: str, id_: str, now: datetime) -> None:
    """End an appointment. Raises Refused for the last of a role: then nobody could do its part any more."""
    one = require_other(connection, of, id_)
    mine = (admin.c.county == of, admin.c.id == one.id)
    connection.execute(update(admin).where(*mine).values(ended_at=now.isoformat(timespec="seconds")))


def require_other(connection: Connection, of: str, id_: str) -> Admin:
    """The one in office with this id, when there is another of the same role. Raises NotFound or Refused."""
    serving = in_office(connection, of)
    one = next((each for each in serving if each.id == id_), None)
    if one is None:
        raise NotFound(tr("This administrator is not in office any more."))
    if not any(each.role == one.role for each in serving if each.id != one.id):
        raise Refused(
            tr("There would be none left"),
            tr("{name} is the only {role}. Please appoint another one first.", name=one.name,
               role=tr(ROLES[one.role])),
        )  # fmt: skip
    return one
