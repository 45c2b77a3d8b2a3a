"""The server's tables. Every row of a county carries its id first, so that counties can be spread over machines."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TEXT

server = MetaData()
PATH = Text().with_variant(TEXT(collation="C"), "postgresql")  # compared byte by byte, whatever the locale
_NAMED = text("concerned <> ''")

county = Table(
    "county",
    server,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),  # the journal's head: this row is locked by every push
    Column("hash", Text, nullable=False),
    Column("news", BigInteger, nullable=False, server_default="0"),  # counts what was said of matters
    Column("offline_days", Integer, nullable=False, server_default="14"),  # see server.offline
    Column(
        "approves", Integer, nullable=False, server_default="0"
    ),  # 1: new computers wait, see server.approvals
)

account = Table(
    "account",
    server,
    Column("county", Text, primary_key=True),
    Column("id", Text, primary_key=True),  # the person
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("units", Text, nullable=False),  # JSON list
    Column("active", Boolean, nullable=False),
)

code = Table(
    "code",
    server,
    Column("hash", Text, primary_key=True),
    Column("county", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("expires", Text, nullable=False),
    Column("used_at", Text),
    Column("purpose", Text, nullable=False, server_default="enrol"),  # enrol, recover
)

device = Table(
    "device",
    server,
    Column("county", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("code", Text, nullable=False),  # stands in entry numbers
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created", Text, nullable=False),
    Column("last_contact", Text),
    Column("tip", Text, nullable=False, server_default=""),  # the id of its newest batch that was answered
    Column("revoked_at", Text, nullable=False, server_default=""),  # since when its token opens nothing
    Column("key", Text, nullable=False, server_default=""),  # the public half of its own (Ed25519, hex)
    Column("waiting", Text, nullable=False, server_default=""),  # since when it waits to be approved
    UniqueConstraint("county", "code"),
)

recovery = Table(  # a device's share of what opens its vault after a forgotten password
    "recovery",
    server,
    Column("county", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("mark", Text, primary_key=True),  # by which device and server mean the same secret
    Column("secret", Text, nullable=False),  # 32 bytes, hex
)

totp = Table(  # accounts that confirm with a time-based code (RFC 6238)
    "totp",
    server,
    Column("county", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("secret", Text, nullable=False),  # 20 bytes, hex
    Column("step", BigInteger, nullable=False),  # the last one that was used
)

feed = Table(  # the addresses under which calendar programs ask for people's appointments
    "feed",
    server,
    Column("county", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("salt", Text, nullable=False, unique=True),  # the half of the secret that the server keeps, hex
)

guess = Table(  # wrong codes since the last right one, by what they were tried on
    "guess",
    server,
    Column("county", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("at", Text, nullable=False),
)

entry = Table(
    "entry",
    server,
    Column("county", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("path", PATH, nullable=False),  # of the unit: what scopes are compared with
    Column("author", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("stamps", Text, nullable=False),  # JSON: [[journal number, device, [field, …]], …]
    Column("checksum", Text, nullable=False, server_default=""),  # see domain.checksum, 16 hex digits
    Column("subject", Text, nullable=False, server_default=""),  # the person it is about, see Record.subject
    Column(
        "concerned", Text, nullable=False, server_default=""
    ),  # paths of further units, see Record.concerned
    Index("entry_seq", "county", "seq"),
    Index("entry_type", "county", "type", "seq"),
    Index("entry_unit", "county", "unit", "seq"),
    Index("entry_author", "county", "author", "seq"),
    Index("entry_subject", "county", "subject", "seq"),
    Index("entry_concerned", "county", "seq", sqlite_where=_NAMED, postgresql_where=_NAMED),
)

journal = Table(
    "journal",
    server,
    Column("county", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("op", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("at", Text, nullable=False),  # the server's time
    Column("skew", Integer, nullable=False, server_default="0"),  # seconds that the device's clock was ahead
    Column("data", Text, nullable=False),  # the op as it came
    Column("digest", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("county", "op"),
)

left = Table(  # entries that went out of a part of the tree: the "gone" lines of a pull
    "left",
    server,
    Column("county", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("entry", Text, nullable=False),
    Column("path", PATH, nullable=False),
)

matter = Table(  # ops that people must decide about, and what became of them
    "matter",
    server,
    Column("county", Text, primary_key=True),
    Column("op", Text, primary_key=True),
    Column("kind", Text, primary_key=True),  # held, conflict, told
    Column("entry", Text, nullable=False),
    Column("unit", Text, nullable=False),  # whose supervisors are concerned
    Column("author", Text, nullable=False),  # the person who made the op
    Column("other", Text, nullable=False),  # the person whose value stands beside it, or who is told
    Column("device", Text, nullable=False),
    Column("op_kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("news", BigInteger, nullable=False),  # the county's count when this was last changed
    Column("state", Text, nullable=False),  # open, returned, released, settled
    Column("seq", BigInteger, nullable=False),  # the journal number of a released op
    Column("by", Text, nullable=False),  # the name of who made the op, later of who decided
    Column("data", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("base", BigInteger, nullable=False),  # what of the journal the op's author is sure to have seen
    Index("matter_news", "county", "news"),
    Index("matter_entry", "county", "entry"),
)

ask = Table(  # who asks for a place at which entry, see domain.placing: what `placing` decides from
    "ask",
    server,
    Column("county", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("at", Text, nullable=False),  # the entry that has the places
    Column("person", Text, nullable=False),  # "" for somebody whom nobody knows
    Column("starts", Text, nullable=False),
    Column("ends", Text, nullable=False),
    Column("turn", BigInteger, nullable=False),  # the journal number with which it arrived
    Column("state", Text, nullable=False),
    Column("takes_over", Text, nullable=False),  # the entry whose place it is to get
    Index("ask_at", "county", "at"),
    Index("ask_person", "county", "person"),
)

checksum = Table(  # the sum of the checksums of a unit's entries
    "checksum",
    server,
    Column("county", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("sum", Text, nullable=False),  # 16 hex digits, modulo 2**64
)

snapshot = Table(  # ready compressed copies of what lies below a unit
    "snapshot",
    server,
    Column("county", Text, primary_key=True),
    Column("root", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("chunks", Text, nullable=False),  # JSON: [[name, bytes, rows], …]
)

batch = Table(
    "batch",
    server,
    Column("county", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("answer", Text, nullable=False),
)

upload = Table(
    "upload",
    server,
    Column("county", Text, primary_key=True),
    Column("sha", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("done_at", Text),
    Column("device", Text, nullable=False, server_default=""),  # the computer in quarantine that announced it
)

file_use = Table(
    "file_use",
    server,
    Column("county", Text, primary_key=True),
    Column("sha", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
)

audit = Table(  # every sensitive act at this server, done or refused: numbered and chained like the journal
    "audit",
    server,
    Column("county", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),  # an account's id, "" for nobody known and for the console
    Column("role", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("act", Text, nullable=False),  # a code of `audited.ACTS`
    Column("object", Text, nullable=False),  # an id, never a name or text
    Column("outcome", Text, nullable=False),  # done, refused
    Column("reason", Text, nullable=False),  # a code of `audited.REASONS`
    Column(
        "before", Text, nullable=False
    ),  # the hash of the line before, so that each line can be checked by itself
    Column("hash", Text, nullable=False),  # over all of the above
    Index("audit_object", "county", "object"),
)

audit_head = Table(  # the audit log's head: its own row, so that a refusal never waits for a push
    "audit_head",
    server,
    Column("county", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)

admin = Table(  # who works at the server's console, see server.admins
    "admin",
    server,
    Column("county", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # system, security, audit
    Column("lock", Text, nullable=False),  # of their password: Argon2id with its cost and salt
    Column("added_at", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
    UniqueConstraint("county", "name"),
)

request = Table(  # what a second administrator has to approve
    "request",
    server,
    Column("county", Text, primary_key=True),
    Column("id", Text, primary_key=True),  # the hash of county, data, who asked and when
    Column("data", Text, nullable=False),  # the JSON of an `two_people.Asked`
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting, approved, declined
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
)

daily = Table(  # the heads of both chains, signed once a day
    "daily",
    server,
    Column("county", Text, primary_key=True),
    Column("n", BigInteger, primary_key=True),  # counts them: a clock that was wrong once must not stop them
    Column("data", Text, nullable=False),  # the JSON of a `protocol.DayMark`: what is signed, byte for byte
    Column("signature", Text, nullable=False),
)
