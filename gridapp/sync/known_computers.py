"""What staff and server say to each other about enrolled computers."""

from __future__ import annotations

import msgspec


class SeenComputer(msgspec.Struct, frozen=True, omit_defaults=True):
    """An enrolled computer as staff see it: moments by the server's clock, "" for never; `waiting` since when it
    waits to be approved, `revoked` since when it is off the list, "" for neither."""

    id: str
    code: str
    name: str
    person: str
    role: str
    units: list[str]
    created: str
    last_contact: str = ""
    fingerprint: str = ""
    waiting: str = ""
    revoked: str = ""


class Approve(msgspec.Struct, frozen=True):
    """That a computer (by its id) is to be trusted, whose key has the fingerprint that its person read out."""

    computer: str
    fingerprint: str
