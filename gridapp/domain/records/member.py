"""队员: one of our own people. No identity number, no ethnicity, no health, no picture."""

from collections.abc import Mapping

from gridapp.domain.errors import Problem
from gridapp.domain.fields import Choice, Count, Day, Lines, Number, Text, UnitRef
from gridapp.domain.fields.base import Json
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import Record
from gridapp.domain.workflow import STAFF, Move, State, Workflow
from gridapp.domain.world import World
from gridapp.i18n import N_, tr

PERSONAL = Privacy.PERSONAL
ADULT = 18


class Member(Record):
    type = "member"
    letters = "DY"
    singular = N_("Member")
    plural = N_("Members")
    hint = N_("Volunteers and grid workers")
    icon = "users"
    tone = "blue"
    work = False
    shelf = "people"
    heading = "name"
    when = "joined_on"
    columns = ("name", "role", "team", "phone", "joined_on")
    filters = ("role",)
    adders = ("squad_leader", *STAFF)
    stands_for = "person"
    unique = ("member_no", "volunteer_no")

    name = Text(N_("Name"), required=True, limit=40, privacy=PERSONAL, sample="张春燕")
    phone = Text(N_("Mobile"), required=True, limit=20, privacy=PERSONAL, sample="13800000000")
    birth_year = Count(N_("Year of birth"), required=True, low=1930, privacy=PERSONAL)
    role = Choice(N_("Role"), "member_role", required=True)
    consent_version = Choice(N_("Agreed to the notice of"), "consent_version", required=True)
    consent_at = Day(N_("Agreed on"), privacy=PERSONAL)
    track_consent = Choice(N_("Agreed to tracks"), "yes_no", privacy=PERSONAL)
    member_no = Text(N_("Member number"), limit=40, sample="")
    volunteer_no = Text(N_("National volunteer number"), limit=40, privacy=PERSONAL, sample="")
    gender = Choice(N_("Gender"), "gender", privacy=PERSONAL)
    residence_area = UnitRef(
        N_("Lives in (township or village)"), kinds=("township", "village"), privacy=PERSONAL
    )
    team = UnitRef(N_("Team"))
    skills = Lines(N_("Skills"), {"skill": Choice(N_("Skill"), "skill", required=True)}, privacy=PERSONAL)
    trainings = Lines(
        N_("Trainings"),
        {
            "what": Text(N_("Content"), required=True, limit=60, sample="心肺复苏"),
            "day": Day(N_("Held on")),
            "hours": Number(N_("Hours"), high=1000),
            "until": Day(N_("Valid until"), ahead=True),
        },
    )
    service_kinds = Lines(
        N_("Kinds of service"), {"kind": Choice(N_("Kind"), "service_kind", required=True)}, privacy=PERSONAL
    )
    joined_on = Day(N_("Joined on"), default=lambda world: world.now().date().isoformat(), away=(31, 300))
    left_on = Day(N_("Left on"), away=(1, 30))
    withdrawn_on = Day(N_("Consent withdrawn on"), away=(1, 30))
    insurance_until = Day(N_("Insured until"), ahead=True, privacy=PERSONAL, writers=STAFF, warns=30)
    background_check_on = Day(
        N_("Background check done on"), privacy=PERSONAL, writers=STAFF, warns=30, good_for=365
    )
    background_check_by = Text(
        N_("Background check handled by"), limit=40, privacy=PERSONAL, sample="何立群", writers=STAFF
    )
    emergency_contact = Text(N_("Emergency contact"), limit=60, privacy=PERSONAL, sample="")

    workflow = Workflow(
        (
            State("active", N_("Active"), "green", "check"),
            State("paused", N_("Paused"), "yellow", "clock"),
            State("left", N_("Left"), "grey", "archive", final=True, hides=True),
            State("withdrawn", N_("Consent withdrawn"), "grey", "shield-lock", final=True, hides=True),
        ),
        (
            Move("pause", N_("Pause"), ("active",), "paused", STAFF),
            Move("return", N_("Return"), ("paused", "left"), "active", STAFF),
            Move(
                "withdraw",
                N_("Withdraw the consent"),
                ("active", "paused", "left"),
                "withdrawn",
                STAFF,
                ("withdrawn_on",),
                ("withdrawn_on",),
            ),
            Move(
                "consent_again",
                N_("Agree again"),
                ("withdrawn",),
                "active",
                STAFF,
                ("consent_version", "consent_at"),
                ("consent_version", "consent_at"),
            ),
            Move("leave", N_("Leave"), ("active", "paused"), "left", STAFF, ("left_on",), ("left_on",)),
        ),
    )

    @classmethod
    def disagreements(cls, body: Mapping[str, Json], world: World) -> list[Problem]:
        """Somebody who is certainly not of age yet: only the year is known. A leaving before the joining."""
        problems = []
        if (born := body.get("birth_year")) and world.now().year - born < ADULT:
            problems.append(
                Problem("birth_year", tr(cls.birth_year.label), tr("not yet 18: only adults can be members"))
            )
        if (left := body.get("left_on")) and (joined := body.get("joined_on")) and left < joined:
            problems.append(Problem("left_on", tr(cls.left_on.label), tr("lies before the day of joining")))
        return problems
