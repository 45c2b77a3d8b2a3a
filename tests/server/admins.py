"""A server with its three administrators, and each of them at its console."""

from __future__ import annotations

from gridapp.domain.org import COUNTY
from gridapp.server import admins, console, sights
from gridapp.server.calls import Centre
from tests.office import Office

PASSWORD = "lantern-gravel-42"
THREE = {"系统员": admins.SYSTEM, "安全员": admins.SECURITY, "审计员": admins.AUDIT}


def appoint_three(office: Office) -> None:
    """As the owner of the machine does it."""
    for name, role in THREE.items():
        assert console.appoint(office.centre, name, role, PASSWORD) is None


def at(office: Office, command: str, name: str, password: str = PASSWORD) -> Centre:
    """The server as one who signed in has it."""
    return console.signed_in(office.centre, command, name, lambda: password)


def admin_ids(office: Office) -> dict[str, str]:
    with office.centre.database.transaction(sights.in_county(COUNTY)) as connection:
        return {each.name: each.id for each in admins.every(connection, COUNTY)}
