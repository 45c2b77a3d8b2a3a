"""培训: what the volunteers were taught, by whom, for how long. Who came is counted, and nobody is marked."""

from gridapp.domain.fields import Choice, Count, LongText, Number, Period, Photos, Place, Text
from gridapp.domain.record import Record
from gridapp.domain.workflow import LEADERS, review
from gridapp.i18n import N_


class Training(Record):
    type = "training"
    letters = "PX"
    singular = N_("Training")
    plural = N_("Trainings")
    hint = N_("What the volunteers learnt")
    icon = "books"
    tone = "green"
    workflow = review()
    shelf = "duty"
    heading = "topic"
    when = "period"
    where = "place"
    category = "theme"
    columns = ("topic", "theme", "trainer", "period", "attended_n")
    filters = ("theme",)
    adders = LEADERS

    topic = Text(N_("Topic"), required=True, limit=80, sample="护学岗怎样站位")
    theme = Choice(N_("Theme"), "training_theme", required=True)
    trainer = Text(N_("Trainer"), required=True, limit=60, sample="县交警大队")
    period = Period(N_("From – to"), required=True)
    place = Place(N_("Where"), required=True, sample="新宁镇综治中心")
    attended_n = Count(N_("Came"), required=True, high=5000)
    planned_n = Count(N_("Expected"), high=5000)
    hours = Number(N_("Hours of teaching"), high=200, unit="h")
    form = Choice(N_("Form"), "training_form")
    organiser = Text(N_("Organiser"), limit=60, sample="县义警协会")
    content = LongText(N_("What was taught"), limit=1000, sample="站位、手势、先报警后处置。")
    materials_n = Count(N_("Handouts"), high=5000)
    photos = Photos(N_("Photos"))
    note = LongText(N_("Note"), sample="下次补讲急救。")
    review_note = LongText(N_("What to add or correct"), limit=500, writers=LEADERS)
