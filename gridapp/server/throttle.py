"""Wrong codes, counted in the database, so that every process of a server and every start of it knows of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.server.tables import county, guess

FREE = 5
WAIT = timedelta(minutes=15)


def take_turn(connection: Connection, of: str, about: str, now: datetime) -> None:
    """Count one try, before it is made: breaking off in between gains nothing. After `FREE` wrong ones each next has
    to wait. Raises Refused while it does."""
    connection.execute(select(county.c.id).where(county.c.id == of).with_for_update())  # one at a time
    mine = (guess.c.county == of, guess.c.about == about)
    known = connection.execute(select(guess.c.tries, guess.c.at).where(*mine)).first()
    if known and known.tries >= FREE and abs(now - datetime.fromisoformat(known.at)) < WAIT:
        raise Refused(
            tr("Too many wrong codes"),
            tr(
                "Please wait {minutes} minutes. Nothing was changed.", minutes=int(WAIT.total_seconds() // 60)
            ),
        )
    connection.execute(delete(guess).where(*mine))
    tries = known.tries + 1 if known else 1
    connection.execute(guess.insert().values(county=of, about=about, tries=tries, at=now.isoformat()))


def note_right(connection: Connection, of: str, about: str) -> None:
    connection.execute(delete(guess).where(guess.c.county == of, guess.c.about == about))
