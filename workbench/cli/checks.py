"""The checks of `workbench doctor`, a function each. None of them changes anything."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from migrations import runner
from models import AuditEntry, Champion, JobRun, ModelVersion, Portfolio, Training
from models.enums import RunState
from workbench.cli.context import CommandContext
from workbench.domain.explanations import late_requests
from workbench.domain.imports import cut_off_imports
from workbench.domain.ranking import TRAINED_WITHIN, alarm_text, drift_values, trouble_text
from workbench.domain.records import AuditKeys, ChainTrouble, leader, verify_seals
from workbench.jobs.runs import STALE_AFTER
from workbench.kernel import days
from workbench.kernel.text import N_
from workbench.queries.model import calling_alarms
from workbench.settings import public_address

ENOUGH_DISK = 1_000_000_000
LITTLE_DISK = 200_000_000
SEALED_WITHIN = timedelta(minutes=10)


class Health(StrEnum):
    """How a thing is; only BAD needs a person now."""

    OK = "ok"
    ATTENTION = "attention"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and a marked Spanish text with its values."""

    check: str
    health: Health
    text: str
    values: Mapping[str, object] = field(default_factory=dict)


def findings(context: CommandContext) -> Iterator[Finding]:
    """Every line in order. Where the tables are not those of this program, what needs them is left out."""
    yield _settings(context)
    yield _disk(context)
    migrated = _migrations(context)
    yield migrated
    if migrated.health is Health.BAD:
        return
    for check in _WITH_TABLES:
        with context.database.reading() as session:
            yield from check(session, context)
    yield Finding("outbox", Health.OK, N_("no hay mensajes por enviar"))


def _settings(context: CommandContext) -> Finding:
    address = public_address(context.settings.database_url)
    values = {"address": address, "timezone": context.settings.timezone, "today": context.today.isoformat()}
    return Finding("settings", Health.OK, N_("%(address)s, %(timezone)s, hoy es %(today)s"), values)


def _disk(context: CommandContext) -> Finding:
    if not context.database.is_sqlite:
        return Finding("disk", Health.OK, N_("la base de datos está en otro servidor"))
    folder = Path(context.database.engine.url.database or "").resolve().parent
    free = shutil.disk_usage(folder).free
    health = Health.OK if free >= ENOUGH_DISK else Health.ATTENTION if free >= LITTLE_DISK else Health.BAD
    return Finding("disk", health, N_("quedan %(free)s GB libres"), {"free": f"{free / 1e9:.1f}"})


def _migrations(context: CommandContext) -> Finding:
    found, needed = runner.current(context.database.engine), runner.head()
    values = {"found": found or "–", "needed": needed}
    if found == needed:
        return Finding("migrations", Health.OK, N_("revisión %(found)s"), values)
    return Finding("migrations", Health.BAD, N_("está en %(found)s y se necesita %(needed)s: `workbench init`"), values)


def _scheduler(session: Session, context: CommandContext) -> Iterator[Finding]:
    leads = leader(session)
    if leads is None:
        yield Finding("scheduler", Health.ATTENTION, N_("nunca se ha iniciado"))
        return
    seconds = int((context.now - leads.beat_at).total_seconds())
    health = Health.OK if abs(seconds) <= STALE_AFTER.total_seconds() else Health.BAD
    values = {"holder": leads.holder, "seconds": seconds}
    yield Finding("scheduler", health, N_("dirige %(holder)s; última señal hace %(seconds)s s"), values)


def _jobs(session: Session, context: CommandContext) -> Iterator[Finding]:
    since = context.now - timedelta(days=7)
    latest = sa.select(sa.func.max(JobRun.id)).where(JobRun.started_at >= since).group_by(JobRun.job)
    failed = [
        Finding(
            "jobs",
            Health.BAD,
            N_("%(job)s del %(period)s falló: %(error)s"),
            {"job": run.job, "period": run.period, "error": run.error or ""},
        )
        for run in session.scalars(sa.select(JobRun).where(JobRun.id.in_(latest)).order_by(JobRun.job))
        if run.state is RunState.FAILED
    ]
    yield from failed or [Finding("jobs", Health.OK, N_("los trabajos terminaron bien"))]


def _data_age(session: Session, context: CommandContext) -> Iterator[Finding]:
    portfolios = list(session.scalars(sa.select(Portfolio).order_by(Portfolio.code)))
    if not portfolios:
        yield Finding("data", Health.ATTENTION, N_("no hay carteras: importe facturas o cargue la demostración"))
    for portfolio in portfolios:
        if portfolio.data_as_of is None:
            yield Finding("data", Health.ATTENTION, N_("%(portfolio)s: sin datos"), {"portfolio": portfolio.code})
            continue
        age = (days.day_of(context.now, portfolio.timezone) - portfolio.data_as_of).days
        values = {"portfolio": portfolio.code, "day": portfolio.data_as_of.isoformat(), "age": age}
        health = Health.OK if age <= portfolio.data_age_limit_days else Health.BAD
        yield Finding("data", health, N_("%(portfolio)s: datos hasta el %(day)s (%(age)s días)"), values)


def _imports(session: Session, context: CommandContext) -> Iterator[Finding]:  # noqa: ARG001 - every check's
    text = N_("la importación %(id)s (%(file)s) quedó cortada: importe otra vez el archivo")
    for run in cut_off_imports(session):
        yield Finding("data", Health.ATTENTION, text, {"id": run.id, "file": run.file_name})


def _models(session: Session, context: CommandContext) -> Iterator[Finding]:
    found = session.execute(
        sa.select(Portfolio.code, ModelVersion, Champion)
        .join(Champion, sa.and_(Champion.portfolio_id == Portfolio.id, Champion.until.is_(None)))
        .join(ModelVersion, ModelVersion.id == Champion.model_id)
        .order_by(Portfolio.code)
    ).all()
    trained = dict(
        session.execute(
            sa.select(Training.portfolio_id, sa.func.max(Training.trained_on)).group_by(Training.portfolio_id)
        ).all()
    )
    if not found:
        yield Finding("model", Health.OK, N_("ordenan las reglas; ningún modelo las ha superado"))
    for code, model, champion in found:
        values = {"portfolio": code, "model": model.name, "until": model.trained_until}
        if champion.trouble:
            text, filled = trouble_text(champion.trouble)
            why = context.text(text, **filled)
            yield Finding("model", Health.BAD, N_("%(portfolio)s, %(model)s: %(why)s"), values | {"why": why})
        elif context.today - trained.get(model.portfolio_id, model.trained_until) > TRAINED_WITHIN:
            text = N_("%(portfolio)s: %(model)s aprendió solo hasta el %(until)s: `workbench train`")
            yield Finding("model", Health.ATTENTION, text, values)
        else:
            yield Finding(
                "model", Health.OK, N_("%(portfolio)s: ordena %(model)s, aprendió hasta el %(until)s"), values
            )


def _alarms(session: Session, context: CommandContext) -> Iterator[Finding]:
    """Alarms that nobody has taken note of; with a note or when the figures agree again they go."""
    text = N_("%(portfolio)s: %(why)s Mírelo y anótelo en Modelo.")
    for code, _name, alarm in session.execute(calling_alarms()):
        why = context.text(alarm_text(alarm.figures), **drift_values(alarm.figures))
        yield Finding("model", Health.BAD, text, {"portfolio": code, "why": why})


def _audit(session: Session, context: CommandContext) -> Iterator[Finding]:
    chain = verify_seals(session, keys=AuditKeys(context.settings.audit_secrets))
    values = {
        "seals": chain.seals,
        "waiting": chain.waiting,
        "seal": chain.broken_seal or "–",
        "missing": chain.missing,
        "key": chain.key_id,
        "unkeyed": chain.unkeyed,
        "head": (chain.head or "–")[:16],
    }
    if chain.trouble is not None:
        yield Finding("audit", Health.BAD, _AUDIT_TROUBLE[chain.trouble], values)
        return
    if not chain.signed:
        text = N_("%(seals)s sellos de una versión anterior, todavía sin firmar: los firma el planificador")
        yield Finding("audit", Health.ATTENTION, text, values)
        return
    oldest = session.scalar(sa.select(sa.func.min(AuditEntry.at)).where(AuditEntry.seal_id.is_(None)))
    late = oldest is not None and context.now - oldest > SEALED_WITHIN
    health = Health.ATTENTION if late else Health.OK
    text = N_("%(seals)s sellos íntegros (el último, %(head)s), %(waiting)s registros por sellar")
    yield Finding("audit", health, text, values)


def _requests(session: Session, context: CommandContext) -> Iterator[Finding]:
    """Nothing is said while no answer is late."""
    late = late_requests(session, today=context.today)
    if late:
        text = N_("%(count)s peticiones de clientes sin responder en su plazo: vea Peticiones")
        yield Finding("requests", Health.BAD, text, {"count": late})


_AUDIT_TROUBLE = {
    ChainTrouble.SEAL_BROKEN: N_("el sello %(seal)s no corresponde a sus registros"),
    ChainTrouble.UNREADABLE: N_("después del sello %(seal)s hay registros alterados que no se pueden leer"),
    ChainTrouble.TAIL_REMOVED: N_(
        "la cadena no termina donde debe (sello %(seal)s): le quitaron o le agregaron sellos"
    ),
    ChainTrouble.SEALED_OVER: N_("el sello %(seal)s sigue a una cadena que ya estaba alterada"),
    ChainTrouble.IDS_MISSING: N_("faltan %(missing)s registros que se retiraron antes de sellarlos"),
    ChainTrouble.OTHER_KEY: N_(
        "íntegra, pero firmada con otra clave (%(key)s): agregue la clave anterior en WORKBENCH_AUDIT_KEY"
    ),
}

_WITH_TABLES: tuple[Callable[[Session, CommandContext], Iterator[Finding]], ...] = (
    _scheduler,
    _jobs,
    _data_age,
    _imports,
    _models,
    _alarms,
    _audit,
    _requests,
)
