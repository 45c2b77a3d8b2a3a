"""Words and pictures that only one township has never reach the other: in no byte of any answer, in no row there."""

from __future__ import annotations

import json
import random
from typing import Any

import msgspec
import pytest
import requests
from sqlalchemy import text, true

from gridapp.actions import entries, photos
from gridapp.actions.desk import Desk
from gridapp.actions.photos import Photo
from gridapp.domain.fields import Text
from gridapp.domain.org import COUNTY
from gridapp.domain.record import record_type
from gridapp.server import scopes
from gridapp.sync import protocol
from gridapp.sync.client import Client
from gridapp.sync.protocol import Checkpoint, Compare, Pull, Refetch
from tests.office import VOLUNTEER, Office, make

CANARY = "金丝雀"
PICTURE = b"canary-of-the-other-township"
THERE = ("外镇人", "coordinator", "和盛镇")


class Listening(requests.Session):
    """Keeps every byte that comes in, unpacked, headers and all."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = b""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        answer = super().send(request, **options)
        body = answer.content
        if answer.headers.get("X-Packed"):
            body = msgspec.json.encode(protocol.unpack(body, "zstd", msgspec.Raw))
        self.heard += repr(sorted(answer.headers.items())).encode() + body
        return answer


def plant(desk: Desk) -> str:
    """An entry of each kind a volunteer records, with a canary in every field that is words, and a photo."""
    picture = photos.keep(desk, Photo(PICTURE + desk.vault.dice(9), 4, 3))
    for kind in ("patrol", "publicity", "campus_duty", "hazard"):
        words = {
            name: CANARY
            for name, field in record_type(kind).fields().items()
            if isinstance(field, Text) and not field.writers
        }
        made = make(desk, kind, random.Random(1), photos=[picture], **words)
    return made.id


def probe(office: Office, url: str) -> tuple[bytes, str, str]:
    """What somebody of the other township hears and has, once everything was asked for; and the planted entry."""
    author, stranger = office.enrolled_over(url, VOLUNTEER), office.enrolled_over(url, THERE)
    entry = plant(author)
    office.sync(author, Client(url, author.identity.token))
    http = Listening()
    office.sync(stranger, Client(url, stranger.identity.token, http))
    http.headers["Authorization"] = f"Bearer {stranger.identity.token}"
    unit, head = author.person.unit, json.loads(msgspec.json.encode(Checkpoint()))
    for path, message in (
        ("pull", Pull(Checkpoint())),
        ("refetch", Refetch(Checkpoint(), unit, list(range(256)))),
        ("compare", Compare(Checkpoint(), {unit: ""}, strays=[entry])),
    ):
        http.post(f"{url}/v1/{path}", msgspec.json.encode(message), timeout=60)
    http.post(f"{url}/v1/refetch", json={"checkpoint": head, "unit": unit, "parts": "x"}, timeout=60)
    for sha in {each["sha"] for each in entries.get(author, entry).body["photos"]}:
        for path in (f"files/{sha}", f"snapshot/{sha}"):
            http.get(f"{url}/v1/{path}", timeout=60)
    return http.heard, everything_in(stranger), entry


def everything_in(desk: Desk) -> str:
    """Every row of every table of a vault, the search index among them."""
    with desk.vault.reading() as connection:
        names = (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        )
        return "".join(repr(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)


def test_nothing_of_one_township_reaches_the_other(small_office: Office) -> None:
    with small_office.online() as url:
        heard, kept, entry = probe(small_office, url)
    assert heard
    assert CANARY.encode() not in heard
    assert PICTURE not in heard
    assert CANARY not in kept
    assert entry not in kept


def test_a_filter_that_is_switched_off_lets_canaries_through(
    small_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scopes, "in_scope", lambda *_args: true())
    with small_office.online() as url:
        heard, kept, _ = probe(small_office, url)
    assert CANARY.encode() in heard
    assert PICTURE in heard
    assert CANARY in kept


def test_who_moved_on_is_not_told_what_stands_beside_their_value(
    small_office: Office, dice: random.Random
) -> None:
    moving, staying = small_office.desk(("马晓霞", "leader", "新宁镇")), small_office.desk(VOLUNTEER)
    hazard = make(staying, "hazard", dice)
    for desk in (staying, moving):
        small_office.sync(desk)
    entries.edit(moving, hazard.id, {"description": "甲"})
    entries.edit(staying, hazard.id, {"description": CANARY})
    small_office.sync(moving)
    with small_office.owner() as connection:
        connection.execute(
            text("UPDATE account SET units = :there WHERE county = :county AND id = :id"),
            {"there": json.dumps([small_office.unit("和盛镇")]), "county": COUNTY, "id": moving.person.id},
        )
    small_office.sync(staying)
    told = small_office.line(moving).pull(Pull(Checkpoint()))
    assert CANARY not in msgspec.json.encode(told).decode()
    assert small_office.line(staying).pull(Pull(Checkpoint())).matters
