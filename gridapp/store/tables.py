"""The tables of a vault. One `entry` table with a JSON body serves every type: a new one needs no migration."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

vault = MetaData()

entry = Table(
    "entry",
    vault,
    Column("row", Integer, primary_key=True),  # what the search index points at
    Column("id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("open", Boolean, nullable=False),  # not in a final state
    Column("happened", Text, nullable=False),  # UTC, what lists are ordered by
    Column("due", Text),  # UTC
    Column("recorded_at", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Index("entry_newest", "type", "deleted", "happened", "id"),
    Index("entry_state", "type", "deleted", "state", "happened", "id"),
    Index("entry_open", "type", "deleted", "open", "happened", "id"),
    Index("entry_author", "author", "type", "deleted", "happened", "id"),
    Index("entry_unit", "unit", "type", "deleted", "happened", "id"),
    Index("entry_due", "type", "deleted", "open", "due", "id"),
    Index("entry_number", "number"),
)
Index("entry_stray", entry.c.id, sqlite_where=(entry.c.seq == 0) & entry.c.pending.is_(False))

shadow = Table(
    "shadow",
    vault,
    Column("entry", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("row", Text),  # the server's last row as JSON, NULL while it has none; only while ops are pending
)

op = Table(
    "op",
    vault,
    Column("n", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("entry", Text, nullable=False, index=True),
    Column("type", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("data", Text, nullable=False),  # the whole op as canonical JSON: what the hash is over
    Column("state", Text, nullable=False),  # pending, frozen, waiting, acked, held, settled (see store.ops)
    Column("batch", Text),
    Column("seq", Integer),
    Index("op_state", "state", "n"),
    Index("op_batch", "batch"),
)

batch = Table(  # on its way: frozen before it was first sent, so that it is the same however often
    "batch",
    vault,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)

receipt = Table(  # the server's signed word for a batch that it took
    "receipt",
    vault,
    Column("batch", Text, primary_key=True),
    Column("data", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

checkpoint = Table(  # places of the county's journal that this computer knew, spaced out
    "checkpoint",
    vault,
    Column("seq", Integer, primary_key=True),
    Column("hash", Text, nullable=False),
)

arrived = Table(  # entries that came while everything is pulled anew
    "arrived",
    vault,
    Column("entry", Text, primary_key=True),
)

attention = Table(
    "attention",
    vault,
    Column("id", Text, primary_key=True),
    Column("entry", Text, nullable=False),
    Column("op", Text, nullable=False),
    Column("kind", Text, nullable=False),  # held, conflict, told
    Column("side", Text, nullable=False, server_default="mine"),  # mine, theirs, supervisor
    Column("data", Text, nullable=False, server_default=""),  # the op as JSON, where it is another's
    Column("detail", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("done_at", Text),
    Column("outcome", Text),
)

file = Table(
    "file",
    vault,
    Column("sha", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),  # local, wanted, kept (the server has it, by its receipt)
    Column("receipt", Text),
)

file_use = Table(
    "file_use",
    vault,
    Column("entry", Text, ForeignKey("entry.id"), primary_key=True),
    Column("sha", Text, primary_key=True, index=True),
)

reminded = Table(  # of what, and when it was due, the person was reminded: it is said once
    "reminded",
    vault,
    Column("entry", Text, primary_key=True),
    Column("at", Text, primary_key=True),  # UTC
)

setting = Table(
    "setting", vault, Column("key", Text, primary_key=True), Column("value", Text, nullable=False)
)

SEARCH = (
    "CREATE VIRTUAL TABLE search USING fts5(type, words, content='', contentless_delete=1, "
    "tokenize='unicode61', prefix='2 3 4 5')"
)
