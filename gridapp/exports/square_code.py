"""Text as a square code (QR, ISO/IEC 18004)."""

from __future__ import annotations

import segno


def modules(text: str) -> list[list[bool]]:
    """Rows of dark (True) and light modules, without the quiet zone; error correction M."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix]
