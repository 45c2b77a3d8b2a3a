"""What the HTTP app answers about a person's calendar: its address to them, its appointments to whoever has that."""

from __future__ import annotations

import hashlib

from fastapi import Response

from gridapp.domain.world import World
from gridapp.exports.appointments import MEDIA_TYPE, calendar_bytes
from gridapp.server import accounts, audit, feeds, rows, sights
from gridapp.server.accounts import Caller
from gridapp.server.calls import Call
from gridapp.sync import protocol
from gridapp.sync.feed import Feed

STATUS = ((feeds.TooMany, 429),)


def show(call: Call) -> Response:
    """GET: the address of the caller's own calendar."""
    with call.centre.database.transaction(_here(call)) as connection:
        return _answered(feeds.address(connection, call.device, call.centre.feed_key))


def make(call: Call) -> Response:
    """POST: a new address in the place of the one before."""
    with call.centre.database.transaction(_here(call)) as connection:
        made = feeds.make(connection, call.device, call.centre.feed_key, call.centre.dice)
        audit.write(connection, [audit.Line(audit.of(call.device), "feed-made")], call.now())
    return _answered(made)


def withdraw(call: Call) -> Response:
    """DELETE: the address leads nowhere from now on."""
    with call.centre.database.transaction(_here(call)) as connection:
        feeds.withdraw(connection, call.device)
        audit.write(connection, [audit.Line(audit.of(call.device), "feed-withdrawn")], call.now())
    return _answered("")


def calendar(call: Call) -> Response:
    """GET: the appointments, or 304 while they are what the calendar program has. Raises NotFound or TooMany."""
    caller = _holder(call)
    if caller is None:
        raise call.centre.strangers.turn_away(call.now())
    with call.centre.database.transaction(sights.in_county(caller.county)) as connection:
        org = rows.org(connection, caller.county)
        found = feeds.meetings(connection, caller, org, call.now())
    body = calendar_bytes(found, World(org, call.centre.clock))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # Kept, but asked about each time: a withdrawn address must stop at once. The words follow the asker's language.
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
    if _has(call.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


def _holder(call: Call) -> Caller | None:
    """Whose calendar it is, when there is one at this address."""
    token = call.text
    if not feeds.is_genuine(call.centre.feed_key, token):
        return None
    with call.centre.database.transaction(sights.AT_THE_DOOR) as connection:
        found = feeds.holder(connection, token)
        if found is None:
            return None
        county, person = found
        return Caller(county, "", accounts.person(connection, county, person))


def _has(asked: str, tag: str) -> bool:
    """Whether If-None-Match names the tag; compared weakly, as RFC 9110 has it."""
    return asked.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in asked.split(","))


def _here(call: Call) -> sights.Sight:
    return sights.in_county(call.device.county)


def _answered(path: str) -> Response:
    return Response(protocol.pack(Feed(path)), media_type=protocol.MEDIA_TYPE, headers={"X-Packed": "zstd"})
