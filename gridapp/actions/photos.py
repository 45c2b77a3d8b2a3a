"""Taking a photo into the store: its bytes first, for good, then whatever refers to them."""

from __future__ import annotations

from typing import Any

from gridapp.actions.desk import Desk
from gridapp.domain.photo import Photo
from gridapp.store import filing


def keep(desk: Desk, photo: Photo) -> dict[str, Any]:
    """Keep the photo's bytes; give the value that a photos field holds for it."""
    sha = desk.vault.files.put(photo.data)
    with desk.vault.writing() as connection:
        filing.add_local(connection, sha, len(photo.data))
    return {"sha": sha, "size": len(photo.data), "width": photo.width, "height": photo.height}


def read(desk: Desk, sha: str) -> bytes:
    """The bytes of a photo. Raises NotFound while it has not arrived."""
    return desk.vault.files.read(sha)
