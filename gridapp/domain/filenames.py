"""Names of files that come from data or from other people: safe to write, and safe to show."""

from __future__ import annotations

import unicodedata

_LONGEST = (
    150  # bytes of UTF-8: 255 fit a name on every system in use, some of which count suffixes of their own
)
_SHOWN = 80  # characters
_FORBIDDEN = frozenset('<>:"/\\|?*')  # Windows'; those of the other systems are among them
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
)


def safe_name(wanted: str, suffix: str = "") -> str:
    """One name for a file in a folder, as close to `wanted` as every system takes it, ending in `suffix` (".csv").

    No separators, no "..", no leading dot, no device of Windows, nothing invisible or turning the reading direction,
    at most 150 bytes. The same name comes out when it is put in again.
    """
    text = unicodedata.normalize("NFC", wanted.removesuffix(suffix) if suffix else wanted)
    kept = "".join("_" if each in _FORBIDDEN or _hidden(each) else each for each in text)
    kept = _cut(kept.strip(" .\u3000"), _LONGEST - len(suffix.encode())).rstrip(" .\u3000")
    if kept.partition(".")[0].strip().casefold() in _RESERVED:
        kept = f"_{kept}"
    return (kept or "_") + suffix


def shown_name(name: str) -> str:
    """A file's name for a sentence: its last part, with nothing hidden in it, and not endless."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return shown(last, _SHOWN).strip() or "?"


def shown(text: str, most: int = 500) -> str:
    """Words that came with a file, for a person: nothing invisible or turning the reading direction, and no more than
    `most` characters."""
    clean = "".join("�" if _hidden(each) else each for each in text[: most * 2])
    return clean if len(clean) <= most else f"{clean[: most // 2]}…{clean[-most // 2 + 1 :]}"


def _hidden(character: str) -> bool:
    """Controls, marks of direction and joining, halves of a pair, line separators."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _cut(text: str, most: int) -> str:
    """`text` in at most `most` bytes of UTF-8, no character in halves."""
    return text.encode("utf-8")[:most].decode("utf-8", errors="ignore")
