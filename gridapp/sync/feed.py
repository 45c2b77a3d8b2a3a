"""What computer and server say of a person's calendar (see server.feeds)."""

from __future__ import annotations

import msgspec


class Feed(msgspec.Struct, frozen=True):
    """Where the caller's own calendar is at the server, as a path; "" while there is none."""

    path: str = ""
