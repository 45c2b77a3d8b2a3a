"""巡逻: a walk or drive along a route, point by point. No track is needed, ever."""

from typing import Any

from gridapp.domain.fields import (
    Choice,
    DateTime,
    Lines,
    LongText,
    Number,
    Period,
    Person,
    Photos,
    Place,
    Reference,
    Text,
)
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.track import Track, TrackPoint
from gridapp.domain.workflow import LEADERS, review
from gridapp.i18n import N_, tr

MOST_CHECKPOINTS = 12  # taken from a track: more than anybody would have stopped at


class Patrol(Record):
    type = "patrol"
    letters = "XL"
    singular = N_("Patrol")
    plural = N_("Patrols")
    hint = N_("Where you went, what you saw")
    icon = "walk"
    tone = "blue"
    workflow = review()
    shelf = "duty"
    daily_for = ("volunteer", "squad_leader", "leader")
    heading = "route"
    when = "period"
    columns = ("route", "period", "mode", "members")
    filters = ("mode",)

    route = Text(
        N_("Route"), required=True, sample="东城片区", help=N_("The street or area you were responsible for")
    )
    period = Period(N_("From – to"), required=True)
    mode = Choice(N_("How"), "patrol_mode", required=True)
    members = Lines(N_("Who was on it"), {"person": Person(N_("Name"), required=True)}, required=True)
    segments = Lines(
        N_("Stretches"),
        {
            "segment": Text(N_("Stretch"), required=True, limit=60, sample="南街至东门"),
            "period": Period(N_("From – to")),
            "note": Text(N_("Note"), limit=200, sample="路灯一处不亮，已报"),
        },
    )
    checkpoints = Lines(
        N_("Points"),
        {
            "point": Text(N_("Point"), required=True, sample="东门路口"),
            "at": DateTime(N_("Time")),
            "state": Choice(N_("State"), "checkpoint_state", default="normal"),
            "note": Text(N_("Note"), sample="一切正常"),
            "spot": Place(N_("Place")),
        },
        required=True,
    )
    handover_note = LongText(N_("Handover note"), sample="夜间照明正常，北门卷帘门未锁已告知。")
    handed_to = Person(N_("Handed over to"))
    shift = Reference(N_("Number of the shift"), to="shift", fixed=True)
    distance_km = Number(N_("Distance"), high=500, unit="km")
    photos = Photos(N_("Photos"))
    track = Lines(
        N_("Track (coarse, kept 30 days)"),
        {"spot": Place(N_("Place"), required=True), "at": DateTime(N_("Time"))},
        privacy=Privacy.SENSITIVE,
        help=N_("Only when the person asked for it; rounded to 100 m"),
    )
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)

    @classmethod
    def from_track(cls, track: Track, author: dict[str, str], keep_track: bool) -> dict[str, Any]:
        """Points, distance and times of a recorded way. Marked points become checkpoints, else some along it.

        The way itself goes in only when the person asked for it, coarsened to 100 m.
        """
        points = _checkpoints(track)
        values: dict[str, Any] = {
            "route": track.name or tr("From a recorded track"),
            "members": [{"person": author}],
            "mode": "foot",
            "distance_km": round(track.length_km, 2),
            "checkpoints": [
                {"point": name, **_spot(point, name)}
                for number, point in enumerate(points, start=1)
                for name in [point.name or tr("Point {number}", number=number)]
            ],
        }
        if track.times:
            start, end = track.times
            values["period"] = {"from": start.isoformat(), "to": end.isoformat()}
        if keep_track:
            values["track"] = [_spot(point) for point in track.coarse()]
        return values


def _checkpoints(track: Track) -> list[TrackPoint]:
    if track.marks:
        return list(track.marks)[:MOST_CHECKPOINTS]
    step = max(1, (len(track.points) - 1) // (MOST_CHECKPOINTS - 1))
    return list(dict.fromkeys([*track.points[::step][: MOST_CHECKPOINTS - 1], track.points[-1]]))


def _spot(point: TrackPoint, name: str = "") -> dict[str, Any]:
    """A place rounded to about 100 m, with its time."""
    lat, lon = round(point.lat, 3), round(point.lon, 3)
    spot = {"text": name or f"{lat}, {lon}", "lat": lat, "lon": lon, "source": "track"}
    return {"spot": spot, "at": point.at.isoformat()} if point.at else {"spot": spot}
