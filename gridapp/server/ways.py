"""What every way in takes and gives, and whose rights decide about it, as data.

Every route of `app.ROUTES` stands here; a test fails on one that does not. The OpenAPI description is made from this
table, and so are the tests that try every route as everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gridapp.sync.feed import Feed
from gridapp.sync.known_computers import Approve, SeenComputer
from gridapp.sync.protocol import (
    Checkpoint,
    Compare,
    Compared,
    Enrol,
    Enrolled,
    KeepRecovery,
    News,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    Receipt,
    Recover,
    Recovered,
    Refetch,
    Refetched,
    Renew,
    Row,
    SealingKey,
    SignedMark,
    Snapshot,
)


class Reach(StrEnum):
    """What is asked for there, and what decides whether it is given."""

    NOTHING = "nothing of a county: anybody"
    CODE = "what a one-time code is for: whoever holds it, once, for a day"
    SELF = "the caller's own computer"
    SHARE = "what the caller's own computer leaves there for a forgotten password, and gets by a code only"
    ADDRESS = "the address of the caller's own calendar"
    FEED = "the appointments of whoever made the address, as far as the policy table lets them see: whoever has it"
    PACKET = "sealed packets: every computer carries them, only whoever they are sealed to reads them"
    HISTORY = "numbers and hashes of the county's chains: every computer of the county"
    ACTS = "each act by the policy table, on its author's rights"
    ROWS = "the entries that the policy table lets the caller see"
    UNIT = "the entries of a unit of the caller, or of everyone"
    CHUNK = "a part of what the caller starts from"
    UPLOAD = "bytes to come under the hash they will have: every computer of the county that knows it"
    PAPER = "whether a signed paper still holds: whoever has its text"
    COMPUTERS = "computers of people in the caller's units: staff"
    FILE = "a file that an entry refers to which the caller may see"


class Page:
    """Stands in a way's `gives` for a page that a browser shows."""


@dataclass(frozen=True)
class Way:
    """`takes` is what the body has to be and `gives` what the answer is: a type of the protocol, bytes, a page, or
    None; `done` the status when all is well; `asks` are the headers or queries it needs, with an example of each."""

    reach: Reach
    takes: object = None
    gives: object = None
    done: int = 200
    asks: tuple[tuple[str, str], ...] = ()
    query: tuple[str, ...] = ()


_TUS = ("Tus-Resumable", "1.0.0")

WAYS: Mapping[str, Way] = {
    "GET /v1/hello": Way(Reach.NOTHING, gives=dict[str, str | int]),
    "POST /v1/enrol": Way(Reach.CODE, Enrol, Enrolled),
    "POST /v1/renew": Way(Reach.SELF, Renew, Enrolled),
    "POST /v1/recovery": Way(Reach.SHARE, KeepRecovery, dict[str, str]),
    "POST /v1/recover": Way(Reach.CODE, Recover, Recovered),
    "GET /v1/feed": Way(Reach.ADDRESS, gives=Feed),
    "POST /v1/feed": Way(Reach.ADDRESS, gives=Feed),
    "DELETE /v1/feed": Way(Reach.ADDRESS, gives=Feed),
    "GET /feeds/{text}.ics": Way(Reach.FEED, gives=bytes),
    "GET /v1/courier": Way(Reach.PACKET, gives=SealingKey),
    "POST /v1/courier": Way(Reach.PACKET, bytes, bytes),
    "POST /v1/push": Way(Reach.ACTS, Push, PushAnswer),
    "POST /v1/pull": Way(Reach.ROWS, Pull, PullAnswer),
    "POST /v1/common": Way(Reach.HISTORY, list[Checkpoint], Checkpoint),
    "POST /v1/compare": Way(Reach.ROWS, Compare, Compared),
    "POST /v1/refetch": Way(Reach.UNIT, Refetch, Refetched),
    "GET /v1/checkpoints": Way(Reach.HISTORY, gives=list[SignedMark], query=("since",)),
    "GET /v1/snapshot": Way(Reach.ROWS, gives=Snapshot),
    "GET /v1/snapshot/{sha}": Way(Reach.CHUNK, gives=list[Row]),
    "GET /v1/computers": Way(Reach.COMPUTERS, gives=list[SeenComputer]),
    "POST /v1/computers": Way(Reach.COMPUTERS, Approve, SeenComputer),
    "GET /v1/news/{seq}": Way(Reach.HISTORY, gives=News),
    "OPTIONS /v1/uploads": Way(Reach.NOTHING, done=204),
    "POST /v1/uploads": Way(
        Reach.UPLOAD,
        done=201,
        asks=(_TUS, ("Upload-Length", "1000"), ("Upload-Metadata", "sha YWJj")),
    ),
    "HEAD /v1/uploads/{sha}": Way(Reach.UPLOAD, asks=(_TUS,)),
    "PATCH /v1/uploads/{sha}": Way(
        Reach.UPLOAD,
        bytes,
        done=204,
        asks=(_TUS, ("Upload-Offset", "0"), ("Content-Type", "application/offset+octet-stream")),
    ),
    "DELETE /v1/uploads/{sha}": Way(Reach.UPLOAD, done=204, asks=(_TUS,)),
    "GET /v1/files/{sha}/receipt": Way(Reach.UPLOAD, gives=Receipt),
    "GET /v1/files/{sha}": Way(Reach.FILE, gives=bytes),
    "GET /verify/{text}": Way(Reach.PAPER, gives=Page),
}
