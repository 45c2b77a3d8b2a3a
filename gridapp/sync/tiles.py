"""Fetches a base map's tiles from a server of the office's choice. Nothing is asked of anybody unless one was set."""

from __future__ import annotations

import requests

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr

_PATIENCE = (5, 15)  # seconds to connect, to answer
_MOST_BYTES = 4_000_000


def tile(template: str, zoom: int, x: int, y: int) -> bytes | None:
    """The picture of a tile; None where the server has none. Raises WorldFailed."""
    address = template.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y))
    try:
        answer = requests.get(address, timeout=_PATIENCE, stream=True)
        with answer:
            if answer.status_code == 404:
                return None
            answer.raise_for_status()
            data = answer.raw.read(_MOST_BYTES + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise WorldFailed(tr("The base map did not answer"), str(error)) from None
    return None if len(data) > _MOST_BYTES else bytes(data)
