"""The one line that a computer is enrolled with: pasted, or read from a QR code.

It says where the server is, for which county, the one-time code, and by which key and authority the server is known, so
that nothing has to be typed and no other server is taken for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from gridapp.domain.errors import Refused
from gridapp.domain.filenames import shown
from gridapp.i18n import tr
from gridapp.sync import addresses

_BEGINNING = "gridapp:enrol?"
_MARK_DIGITS = 32  # 128 bits: nobody finds another key for them
_MOST = 2000  # what a QR code that a telephone reads may hold


@dataclass(frozen=True)
class Invitation:
    """`server` is an address, `code` the bare one-time code, `key` the mark of the server's signing key, `authority`
    that of the server's own authority as a code carries it, "" where a public one vouches."""

    server: str
    county: str
    code: str
    key: str
    authority: str = ""

    @property
    def marked_code(self) -> str:
        """The code with the authority behind it, as it is typed where there is no line."""
        return f"{self.code}@{self.authority}" if self.authority else self.code

    def line(self) -> str:
        """As it is pasted; without spaces, so that no program breaks it."""
        values = {"server": self.server, "county": self.county, "code": self.code, "key": self.key}
        return _BEGINNING + urlencode(values | ({"ca": self.authority} if self.authority else {}), safe=":/")


def mark(public: str) -> str:
    """By what a line knows a server's signing key (its public half, hex): 32 hex digits."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:_MARK_DIGITS]


def is_line(text: str) -> bool:
    """Whether this means to be such a line."""
    return text.strip().lower().startswith(_BEGINNING)


def read(text: str) -> Invitation:
    """What a pasted line says. Raises Refused for one that is not whole, or leads over an unencrypted way."""
    bare = "".join(text.split())[len(_BEGINNING) :]  # mail programs break long lines
    if len(bare) > _MOST:
        raise _not_whole()
    said = {name: values[0] for name, values in parse_qs(bare).items()}
    try:
        found = Invitation(said["server"], said["county"], said["code"], said["key"], said.get("ca", ""))
    except KeyError as error:
        raise _not_whole() from error
    if not _is_mark(found.key) or not found.server.startswith(("https://", "http://")):
        raise _not_whole()
    if addresses.is_exposed(found.server):
        raise Refused(*addresses.in_the_clear(found.server))
    return found


def require_key(public: str, of: Invitation) -> None:
    """Raises Refused when this is not the signing key of the server that the line is about."""
    if not _is_of(public, of.key):
        raise Refused(
            tr("This is another server"),
            tr(
                "What answers at {server} signs with another key than the one in your line. This computer was not "
                "enrolled. Please ask your coordinator for a new line.",
                server=shown(of.server),
            ),
        )


def require_county(county: str, of: Invitation) -> None:
    """Raises Refused when the server enrolled somebody for another county than the line's."""
    if county != of.county:
        raise Refused(
            tr("This is another county's server"),
            tr(
                "Its code is used up. Please ask your coordinator for a new line; this computer was not enrolled."
            ),
        )


def _is_of(public: str, key: str) -> bool:
    try:
        return mark(public) == key
    except ValueError:  # whoever answers may say anything
        return False


def _is_mark(digits: str) -> bool:
    return len(digits) == _MARK_DIGITS and set(digits) <= set("0123456789abcdef")


def _not_whole() -> Refused:
    return Refused(
        tr("This line is not whole"),
        tr("It begins with {beginning} and must be pasted to its last digit. Please copy it once more.",
           beginning=_BEGINNING),
    )  # fmt: skip
