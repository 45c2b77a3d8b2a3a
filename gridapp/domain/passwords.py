"""What a password has to be: long enough, and nothing that is guessed among the first.

A vault's key lies under it (`store.locks`): whoever copies the folder can try as many as their machine is fast.
Nothing else is asked, no kinds of characters and no yearly change: both make people write it on the screen's edge.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from gridapp.domain.errors import BadValue
from gridapp.i18n import tr

SHORTEST, LONGEST = 10, 128
FEWEST_GUESSES = 1_000_000
_LOOKED_AT = 72  # what the estimate takes; longer ones are good enough anyway


def normal(password: str) -> str:
    """The same text for every keyboard and input method."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, about: Sequence[str] = ()) -> str:
    """The password as it is used. `about` are words that others know of its person. Raises BadValue."""
    text = normal(password)
    if len(text) < SHORTEST:
        raise BadValue(
            tr("needs at least {count} characters; several words are easy to keep", count=SHORTEST)
        )
    if len(text) > LONGEST:
        raise BadValue(tr("can have at most {count} characters", count=LONGEST))
    from zxcvbn import zxcvbn  # lists of words and names, not needed before somebody chooses one

    known = [normal(word) for word in about if word]
    if zxcvbn(text[:_LOOKED_AT], user_inputs=known)["guesses"] < FEWEST_GUESSES:
        raise BadValue(tr("is one of those that are guessed first; please choose another"))
    return text
