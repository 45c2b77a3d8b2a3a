"""Where a command gets a password: from the environment, for scripts; else it asks at the terminal, never shown."""

from __future__ import annotations

import os
import sys
from getpass import getpass

from gridapp.domain.errors import Refused
from gridapp.i18n import tr

VARIABLE = "GRIDAPP_PASSWORD"
NEW_VARIABLE = "GRIDAPP_NEW_PASSWORD"
ADMIN_VARIABLE = "GRIDAPP_ADMIN_PASSWORD"
DIGITS_VARIABLE = "GRIDAPP_TOTP"


def asked(name: str, variable: str = VARIABLE) -> str:
    """The password of somebody who works here. Raises Refused when nobody can be asked."""
    return os.environ.get(variable) or _typed(tr("Password of {name}: ", name=name), variable)


def chosen(variable: str = VARIABLE) -> str:
    """A new password, typed twice. Raises Refused when nobody can be asked, or the two differ."""
    if given := os.environ.get(variable):
        return given
    first = _typed(tr("Choose a password: "), variable)
    if _typed(tr("The same once more: "), variable) != first:
        raise Refused(tr("The two are not the same"), tr("Nothing was changed. Please try again."))
    return first


def digits() -> str:
    """The six digits that an authenticator shows. Raises Refused when nobody can be asked."""
    return os.environ.get(DIGITS_VARIABLE) or _typed(tr("Digits your authenticator shows: "), DIGITS_VARIABLE)


def _typed(words: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise Refused(
            tr("This needs a password"),
            tr("Please run it in a terminal, or put the password into {variable}.", variable=variable),
        )
    return getpass(words)
