"""The words people read: English in the code, Chinese from one catalogue for both packages.

Declarations mark their strings with `N_` and stay plain English; whatever shows a string passes it
through `tr`. The language is the process's, unless a request being answered asked for another.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}

_process_language = "zh_CN"
_request_language: ContextVar[str | None] = ContextVar("request_language", default=None)


def N_(text: str) -> str:
    """Mark `text` for the catalogue and give it back unchanged."""
    return text


def tr(text: str, /, **values: object) -> str:
    """`text` in the current language, with `{names}` filled in from `values`."""
    translated = _catalogue(language()).gettext(text) if text else ""
    return translated.format(**values) if values else translated


def language() -> str:
    return _request_language.get() or _process_language


def use_language(name: str) -> None:
    """Choose the process's language: a key of `LANGUAGES`, or "" for the system's own."""
    global _process_language
    _process_language = name if name in LANGUAGES else system_language()


@contextmanager
def speaking(accept_language: str) -> Iterator[None]:
    """Answer in the language that a request's Accept-Language header asks for."""
    wanted = "en" if accept_language.lower().startswith("en") else "zh_CN"
    token = _request_language.set(wanted)
    try:
        yield
    finally:
        _request_language.reset(token)


def system_language() -> str:
    """Chinese where the system speaks Chinese or says nothing (most users read Chinese); else English."""
    named = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), None)
    if named is None and os.name == "nt":  # elsewhere Python answers English where nothing was said
        named = locale.getlocale()[0]
    named = named or ""
    if named.lower().startswith(("zh", "chinese")) or named.split(".")[0] in ("", "C", "POSIX"):
        return "zh_CN"
    return "en"


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    if name == "en":
        return gettext.NullTranslations()
    file = resources.files("resources") / "translations" / name / "gridapp.mo"
    with file.open("rb") as stream:
        return gettext.GNUTranslations(stream)
