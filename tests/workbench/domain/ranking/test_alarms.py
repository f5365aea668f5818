"""The alarm of a portfolio: raised, kept, ended by the figures of trainings; taken note of once, with a sentence."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, ModelAlarm
from models.enums import ModelFamily
from tests.factories.scoring import make_champion, make_model
from workbench.domain.ranking.alarms import AlarmRefused, AlarmStep, alarm_step, current_alarm, take_note, watch_alarm
from workbench.domain.ranking.champions import promote, roll_back
from workbench.domain.records.audit import Actor

TEACHER, PAOLA = Actor(None, "training"), Actor(None, "paola@example.com")
BOOSTED = ModelFamily.BOOSTED
TOO_MUCH = {"rule": "ratio", "parted": True, "said": 0.3, "happened": 0.2, "rows": 900}
TOO_LITTLE = {**TOO_MUCH, "said": 0.1}
AGREES = {**TOO_MUCH, "rule": "agrees", "parted": False, "said": 0.2}
UNKNOWN = {"rule": "too_few", "parted": False, "said": 0.0, "happened": 0.0}


@pytest.mark.parametrize(
    ("lasting", "found", "step"),
    [
        (None, AGREES, AlarmStep.NOTHING),
        (None, UNKNOWN, AlarmStep.NOTHING),
        (None, {}, AlarmStep.NOTHING),
        (None, TOO_MUCH, AlarmStep.RAISE),
        (TOO_MUCH, TOO_MUCH, AlarmStep.KEEP),
        (TOO_MUCH, TOO_LITTLE, AlarmStep.REPLACE),
        (TOO_MUCH, UNKNOWN, AlarmStep.NOTHING),
        (TOO_MUCH, {}, AlarmStep.NOTHING),
        (TOO_MUCH, AGREES, AlarmStep.END),
    ],
)
def test_step_follows_the_figures(lasting, found, step):
    assert alarm_step(lasting, found, model_ranks=True) is step


def test_where_no_model_ranks_there_is_no_alarm():
    assert alarm_step(None, TOO_MUCH, model_ranks=False) is AlarmStep.NOTHING
    assert alarm_step(TOO_MUCH, TOO_MUCH, model_ranks=False) is AlarmStep.END


@pytest.fixture
def consumo(session, cast, now):
    """A portfolio that a model ranks."""
    make_champion(session, cast.consumo, since=now, model=make_model(session, cast.consumo, now=now))
    return cast.consumo


@pytest.fixture
def watch(session, consumo, now):
    """Trainings with these figures, a week after the other; the alarm that lasts after them."""

    def run(*figures):
        alarms = [
            watch_alarm(session, consumo.id, found, now=now + week * timedelta(days=7), actor=TEACHER)
            for week, found in enumerate(figures)
        ]
        return alarms[-1]

    return run


def events(session):
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    return [(one.event, one.actor, one.why) for one in entries if one.event.startswith("model_alarm")]


def test_alarm_lasts_with_the_newest_figures_until_they_agree(session, watch, consumo):
    lasting = watch(TOO_MUCH, {**TOO_MUCH, "said": 0.4}, UNKNOWN)

    assert (current_alarm(session, consumo.id), lasting.figures["said"]) == (lasting, 0.4)
    assert watch(AGREES) is None
    assert current_alarm(session, consumo.id) is None
    assert events(session) == [("model_alarm_raised", "training", None), ("model_alarm_ended", "training", None)]


def test_an_error_to_the_other_side_is_a_new_alarm(session, watch, consumo, now):
    noted = watch(TOO_MUCH)
    take_note(session, consumo.id, seen=noted.id, note="Falta un archivo", now=now, actor=PAOLA)

    fresh = watch(TOO_LITTLE)

    assert (fresh.id != noted.id, fresh.seen_at, noted.ended_at) == (True, None, now)


def test_alarm_ends_when_the_rules_rank_again(session, watch, consumo, now):
    watch(TOO_MUCH)
    promote(session, consumo.id, model=None, now=now, actor=PAOLA)

    assert watch(TOO_MUCH) is None


def test_alarm_ends_when_a_model_of_another_family_ranks(session, watch, consumo, now):
    watch(TOO_MUCH)

    other = make_model(session, consumo, now=now, family=BOOSTED, name="other")
    promote(session, consumo.id, model=other, now=now, actor=TEACHER)

    assert current_alarm(session, consumo.id) is None
    assert events(session)[-1] == ("model_alarm_ended", "training", None)


def test_alarm_lasts_when_a_newer_fit_of_the_family_ranks_and_ends_when_somebody_goes_back(
    session, watch, consumo, now
):
    alarm = watch(TOO_MUCH)

    fit = make_model(session, consumo, now=now, name="newer")
    newer = promote(session, consumo.id, model=fit, now=now, actor=TEACHER)
    assert current_alarm(session, consumo.id) is alarm

    roll_back(session, consumo.id, seen=newer.id, now=now, actor=PAOLA)
    assert current_alarm(session, consumo.id) is None


def test_note_is_kept_and_audited_and_the_alarm_lasts_until_they_agree(session, watch, consumo, now):
    alarm = watch(TOO_MUCH)

    take_note(session, consumo.id, seen=alarm.id, note="  Falta el archivo del lunes  ", now=now, actor=PAOLA)

    assert (alarm.seen_by, alarm.seen_at, alarm.note) == ("paola@example.com", now, "Falta el archivo del lunes")
    assert events(session)[-1] == ("model_alarm_seen", "paola@example.com", "Falta el archivo del lunes")
    assert watch(TOO_MUCH) is alarm
    assert alarm.seen_at == now
    assert watch(AGREES) is None


@pytest.mark.parametrize("note", ["", "   ", "x" * 501])
def test_a_note_that_says_nothing_or_too_much_is_refused(session, watch, consumo, now, note):
    alarm = watch(TOO_MUCH)

    with pytest.raises(AlarmRefused):
        take_note(session, consumo.id, seen=alarm.id, note=note, now=now, actor=PAOLA)

    assert session.scalars(sa.select(ModelAlarm.seen_at)).all() == [None]


def test_a_note_is_taken_once_and_of_the_alarm_that_was_seen(session, watch, consumo, now):
    alarm = watch(TOO_MUCH)
    with pytest.raises(AlarmRefused, match="ya terminó"):
        take_note(session, consumo.id, seen=alarm.id + 1, note="Visto", now=now, actor=PAOLA)

    take_note(session, consumo.id, seen=alarm.id, note="Visto", now=now, actor=PAOLA)

    with pytest.raises(AlarmRefused, match="ya tomó nota"):
        take_note(session, consumo.id, seen=alarm.id, note="Otra vez", now=now, actor=PAOLA)
    assert alarm.note == "Visto"


@pytest.mark.both
def test_of_two_who_take_note_at_once_the_second_is_refused(session, watch, consumo, now):
    """The second has read the alarm before the first's note was stored."""
    alarm = watch(TOO_MUCH)
    session.refresh(alarm)
    first = sa.update(ModelAlarm).values(seen_at=now, seen_by="first@example.com", note="Falta un archivo")
    session.connection().execute(first)

    with pytest.raises(AlarmRefused, match="ya tomó nota"):
        take_note(session, consumo.id, seen=alarm.id, note="Otra", now=now, actor=PAOLA)

    session.expire_all()
    assert (alarm.seen_by, alarm.note) == ("first@example.com", "Falta un archivo")
