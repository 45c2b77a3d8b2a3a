"""Taking a photo into the store: its bytes first, for good, then whatever refers to them."""

from __future__ import annotations

from typing import Any

from gridapp.actions.desk import Desk
from gridapp.domain.photo import Photo
from gridapp.store import filing


def keep(desk: Desk, photo: Photo) -> dict[str, Any]:
    """Keep the bytes of the photo and of its thumbnail; give the value that a photos field holds for it."""
    stored = {
        "sha": _put(desk, photo.data),
        "size": len(photo.data),
        "width": photo.width,
        "height": photo.height,
    }
    return stored | ({"thumb": _put(desk, photo.thumb)} if photo.thumb else {})


def read(desk: Desk, sha: str) -> bytes:
    """The bytes of a photo. Raises NotFound while it has not arrived."""
    return desk.vault.files.read(sha)


def read_small(desk: Desk, photo: dict[str, Any]) -> bytes:
    """The bytes of the thumbnail of a stored photo, or of the photo itself where it has none or it is not here.
    Raises NotFound while neither has arrived."""
    thumb = photo.get("thumb")
    return read(desk, thumb if thumb and desk.vault.files.has(thumb) else photo["sha"])


def want(desk: Desk, sha: str | None = None) -> None:
    """Have a photo that waits at the server fetched by the next round: one, or all there are."""
    with desk.vault.writing() as connection:
        filing.want(connection, sha)


def _put(desk: Desk, data: bytes) -> str:
    sha = desk.vault.files.put(data)
    with desk.vault.writing() as connection:
        filing.add_local(connection, sha, len(data))
    return sha
