"""Small values of a store by key, as JSON: cursor, identity, counters, preferences."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection


def get(connection: Connection, key: str, default: Any = None) -> Any:
    value = connection.exec_driver_sql("SELECT value FROM setting WHERE key = ?", (key,)).scalar()
    return default if value is None else json.loads(value)


def put(connection: Connection, key: str, value: Any) -> None:
    connection.exec_driver_sql(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, json.dumps(value, ensure_ascii=False)),
    )


def next_number(connection: Connection, key: str, many: int = 1) -> int:
    """Count on, from 1, by as many numbers as are needed; gives the first of them."""
    last = int(get(connection, key, 0))
    put(connection, key, last + many)
    return last + 1
