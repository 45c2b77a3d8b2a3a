"""Which addresses are this very computer, and which would be spoken to in the clear. Needs no network."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from gridapp.i18n import tr


def is_exposed(address: str) -> bool:
    """Whether this address would send in the clear to another computer."""
    return address.strip().lower().startswith("http:") and not is_loopback(host(address.strip()))


def is_loopback(name: str) -> bool:
    """Whether this is the computer itself, by number or by the one name that always means it."""
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def in_the_clear(address: str) -> tuple[str, str]:
    """The title and the words for an address that is not gone to."""
    words = tr(
        "Everyone on the way to {host} could read along, so nothing was sent. Please use an address that begins "
        "with https://",
        host=host(address) or address,
    )
    return tr("This address is not encrypted"), words


def host(url: str) -> str:
    """The host of an address, "" for none. As requests itself reads it: both must mean the same computer."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
