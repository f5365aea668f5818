"""Trains a portfolio's model: a long read and computation without locks, then a short write.

The night's scoring uses what is promoted here. The rules are in docs/model.md and `scoring.training`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ModelVersion, Portfolio, Snapshot, Training
from models.enums import ModelFamily
from scoring import artifact, columns, snapshots
from scoring.contestants import rule_on
from scoring.dataset import PopulationAtDay, PredictionTarget, Reader, Rows, sample, together
from scoring.history import PortfolioHistory
from scoring.ladder import ValueLadder, refused
from scoring.orders import order_json
from scoring.reading import read_history
from scoring.training import Trained, TrainingTerms, candidate_json, train, training_days, window_at
from scoring.treatment import WorkedRule
from workbench.domain.ranking import RankingLine, current_line, current_model, goes_on, promote, watch_alarm
from workbench.domain.ranking.learning.drift import UNJUDGED, ClosedDays, drift_report
from workbench.domain.ranking.learning.history import accounts_as_reported
from workbench.domain.ranking.learning.ladder import ladder_json, learned_ladder
from workbench.domain.ranking.learning.recorded import logged_draws
from workbench.domain.records import Actor, AuditEvent, keep_blob, read_blob, record
from workbench.kernel.money import decimals_of

POPULATION, HORIZON, SHARE = "overdue", 14, 0.5
"""The population that is ranked, within the limits of `workable`, and the target: paying half of what is overdue within
two weeks."""

SEED = 0
WEIGHTS_KEPT = 12
_AGAINST_CHAMPION = {"saved", "interval", "verdict"}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class NewSnapshot:
    """A snapshot that is not stored yet."""

    day: date
    rows: int
    share: float
    seen: str
    content: bytes


@dataclass(frozen=True)
class TrainingResult:
    """A training that is computed and not stored yet."""

    portfolio_id: int
    on: date
    trained: Trained
    packed: artifact.Packed | None
    card: dict[str, Any]  # Any: JSON
    report: dict[str, Any]
    trained_until: date | None
    ladder: ValueLadder = field(default_factory=lambda: refused("not_learned"))
    new: list[NewSnapshot] = field(default_factory=list)
    line: RankingLine | None = None  # whose predictions the report judges


@dataclass(frozen=True)
class TrainingReport:
    """A stored training, as commands and the jobs screen print it."""

    portfolio: str
    on: date
    report: dict[str, Any]  # Any: JSON
    why: dict[str, Any]
    promoted: bool
    champion: str
    model: ModelVersion | None
    has_parted: bool = False
    """Whether what was predicted while a model ranked and what happened have parted."""


def target_of(
    portfolio: Portfolio, *, population: str | None = None, horizon: int = HORIZON, share: float = SHARE
) -> PredictionTarget:
    """The prediction target of a portfolio: population, horizon in days, share of the exposure, least exposure.

    Without a population it is what is ranked: overdue, not on hold, not handed over, not too old.
    """
    return PredictionTarget(
        population or POPULATION,
        horizon,
        share,
        portfolio.workable_max_days,
        least=10 ** decimals_of(portfolio.currency),
        only_workable=population is None,
    )


def known_before(portfolio: Portfolio, day: date) -> date:
    """The first day of which nothing is known: this one, or the day after the last day of the ledger.

    A window that reaches beyond it is not over: the next file may bring payments within it.
    """
    return day if portfolio.data_as_of is None else min(day, portfolio.data_as_of + timedelta(days=1))


def prepare_training(
    session: Session,
    portfolio: Portfolio,
    *,
    on: date,
    progress: Progress | None = None,
    rule: WorkedRule | None = None,
) -> TrainingResult:
    """Read, learn and compare, as of a day. Reads only.

    Args:
        session: Only read from.
        portfolio: Whose accounts.
        on: The day: nothing of it or later is seen.
        progress: Called with how many weeks are read, and of how many.
        rule: Who is worked, as `workbench.domain.queue.worked_rule` has it; the usual rest and tries when left out.

    """
    aim = target_of(portfolio)
    until = on - timedelta(days=1)
    history = read_history(session, portfolio_id=portfolio.id, until=until, replay=accounts_as_reported)
    champion = current_model(session, portfolio.id)
    terms = TrainingTerms(
        aim.horizon, portfolio.posting_lag_days, champion=champion.family if champion else ModelFamily.RULES, seed=SEED
    )
    last = known_before(portfolio, on).toordinal()
    window = window_at(history, aim, day=last)
    days = training_days(on=last, terms=terms, weeks=window.weeks)
    cache = _SnapshotCache(session, portfolio.id, history, aim, share=window.share)
    weeks = _read_weeks(cache, days, progress)
    trained = train(weeks, history.external_id, terms)
    ladder = learned_ladder(
        history,
        aim,
        trained,
        weeks=weeks,
        until=last - terms.lag,
        today=on.toordinal(),
        recorded=logged_draws(session),
        rule=rule or WorkedRule(),
        seed=terms.seed,
    )
    report = _report(trained, aim, ladder) | {"currency": portfolio.currency}
    seen = _seen_until(trained, ladder, terms, last=last)
    chance = trained.model or (rule_on(together(weeks)) if ladder.model else None)
    manifest = _manifest(portfolio, trained, report, on=on, until=seen, seed=terms.seed, share=window.share)
    packed, card = artifact.pack(chance, manifest, value=ladder.model) if chance else None, _card(trained, report)
    line, closed = current_line(session, portfolio.id), ClosedDays(cache.rows_on, last - terms.horizon - terms.lag)
    report |= drift_report(session, history, trained, weeks=weeks, line=line, days=closed)
    return TrainingResult(portfolio.id, on, trained, packed, card, report, seen, ladder, cache.new, line)


def _read_weeks(cache: "_SnapshotCache", days: Sequence[int], progress: Progress | None) -> list[Rows]:
    weeks = []
    for done, day in enumerate(days, start=1):
        weeks.append(cache.rows(day))
        if progress is not None:
            progress(done, len(days))
    return weeks


def _seen_until(trained: Trained, ladder: ValueLadder, terms: TrainingTerms, *, last: int) -> date | None:
    """The last day whose facts were seen: days with calls are read up to the last one, weeks up to a Monday."""
    if trained.last_day is None:
        return None
    of_weeks = trained.last_day + terms.horizon - 1 + terms.lag
    return date.fromordinal(max(of_weeks, last - 1) if ladder.model else of_weeks)


def _manifest(  # noqa: PLR0913 - what an artefact says of itself
    portfolio: Portfolio,
    trained: Trained,
    report: dict[str, Any],
    *,
    on: date,
    until: date | None,
    seed: int,
    share: float,
) -> dict[str, Any]:  # Any: JSON
    return {
        "portfolio": portfolio.code,
        "trained_on": on.isoformat(),
        "trained_until": until.isoformat() if until else None,
        "seed": seed,
        "share_of_accounts": share,
        "rung": trained.family.value,
        **report,
        "candidates": [_by_itself(one) for one in report["candidates"]],
    }


def settle_training(session: Session, result: TrainingResult, *, now: datetime, actor: Actor) -> TrainingReport:
    """Store a training with its model and snapshots, and promote the model if the training says so.

    Args:
        session: A write session; the caller commits.
        result: What `prepare_training` computed.
        now: Aware instant of the promotion and of the audit entry.
        actor: Who trained: a person, or the weekly job.

    Returns:
        What was stored, and the name of what ranks the portfolio afterwards.

    """
    portfolio = session.get_one(Portfolio, result.portfolio_id)
    _keep_snapshots(session, result, now=now)
    model = _keep_model(session, portfolio, result, now=now)
    ranking = current_model(session, portfolio.id)
    promoted, verdict = _verdict(result, model, ranking)
    if promoted and ranking is not model:
        promote(session, portfolio.id, model=model, now=now, actor=actor)
        ranking = model
    report = result.report | ({} if goes_on(result.line, current_line(session, portfolio.id)) else {"drift": UNJUDGED})
    session.add(
        Training(
            portfolio_id=portfolio.id,
            trained_on=result.on,
            at=now,
            promoted=promoted,
            why=verdict,
            report=report,
            model_id=model.id if model else None,
        )
    )
    alarm = watch_alarm(session, portfolio.id, report.get("drift", {}), now=now, actor=actor)
    record(
        session,
        AuditEvent.MODEL_TRAINED,
        actor=actor,
        subject=("portfolio", portfolio.id),
        now=now,
        after={"model": model.name if model else None, "promoted": promoted, "why": verdict["rule"]},
    )
    return TrainingReport(
        portfolio=portfolio.code,
        on=result.on,
        report=report,
        why=verdict,
        promoted=promoted,
        champion=ranking.name if ranking else ModelFamily.RULES.value,
        model=model,
        has_parted=alarm is not None,
    )


def _verdict(
    result: TrainingResult, model: ModelVersion | None, ranking: ModelVersion | None
) -> tuple[bool, dict[str, Any]]:
    """Whether the result is promoted over what ranks now, and the stored `{rule, values}` that says why."""
    verdict = result.trained.verdict
    promoted = verdict.promoted or result.ladder.model is not None
    if promoted and _is_older(ranking, result):
        return False, {"rule": "older", "values": {}}
    if promoted and (not verdict.promoted or (result.trained.model is None and model is not None)):
        return True, {"rule": "value", "values": {}}
    rule = "rules_better" if verdict.promoted and model is None else verdict.rule
    return verdict.promoted, {"rule": rule, "values": verdict.values}


def _is_older(model: ModelVersion | None, result: TrainingResult) -> bool:
    """Whether the champion was trained on later days: a training for a past day never replaces it."""
    return model is not None and result.trained_until is not None and model.trained_until > result.trained_until


class _SnapshotCache:
    """Rows of weekly snapshots: stored ones are used where they still hold, others are built and put into `new`."""

    def __init__(
        self, session: Session, portfolio_id: int, history: PortfolioHistory, aim: PredictionTarget, *, share: float
    ) -> None:
        self.new: list[NewSnapshot] = []
        self._session, self._history, self._share = session, history, share
        self._keep = sample(history, share=share)
        self._reader = Reader(history, aim, keep=self._keep)
        self._prints = snapshots.Fingerprints(history, aim)
        kept = session.scalars(sa.select(Snapshot).where(Snapshot.portfolio_id == portfolio_id))
        self._kept = {row.day.toordinal(): row for row in kept}

    def rows(self, day: int) -> Rows:
        """The rows of a week with the outcome of its window."""
        seen = self._stored(day)
        if seen is None:
            seen = self._reader.look(day)
            content = snapshots.pack(self._history, seen)
            self.new.append(NewSnapshot(date.fromordinal(day), len(seen), self._share, self._prints.of(day), content))
        return self._reader.labelled(seen, day)

    def rows_on(self, day: int) -> Rows:
        """The rows of a day that is no Monday, which are not kept. Days are asked for in ascending order."""
        return self._between.at(day)

    @cached_property
    def _between(self) -> Reader:
        return Reader(self._history, self._reader.aim, keep=self._keep)

    def _stored(self, day: int) -> PopulationAtDay | None:
        row = self._kept.get(day)
        if row is None or row.share < self._share or row.seen != self._prints.of(day):
            return None
        content = read_blob(self._session, row.blob_sha256)
        try:
            return snapshots.unpack(content, self._history, day=day, keep=self._keep) if content else None
        except columns.WrongColumns:
            return None  # what cannot be read is built again


def _keep_snapshots(session: Session, result: TrainingResult, *, now: datetime) -> None:
    known = {
        row.day: row for row in session.scalars(sa.select(Snapshot).where(Snapshot.portfolio_id == result.portfolio_id))
    }
    for one in result.new:
        sha256 = keep_blob(session, one.content, media_type=columns.MEDIA_TYPE, now=now)
        row = known.get(one.day) or Snapshot(portfolio_id=result.portfolio_id, day=one.day)
        row.built_at, row.rows, row.share, row.seen, row.blob_sha256 = now, one.rows, one.share, one.seen, sha256
        session.add(row)


def _keep_model(
    session: Session, portfolio: Portfolio, result: TrainingResult, *, now: datetime
) -> ModelVersion | None:
    """Store the model, or return the stored version where the same training gave the same bytes before."""
    if result.packed is None or result.trained_until is None:
        return None
    sha256 = keep_blob(session, result.packed.content, media_type=artifact.MEDIA_TYPE, now=now)
    name = f"{portfolio.code}-{result.on:%Y%m%d}-{sha256[:8]}"
    same = session.scalar(sa.select(ModelVersion).where(ModelVersion.name == name))
    if same is not None:
        return same
    model = ModelVersion(
        portfolio_id=portfolio.id,
        name=name,
        family=result.trained.family,
        created_at=now,
        trained_until=result.trained_until,
        blob_sha256=sha256,
        card=result.card,
    )
    session.add(model)
    session.flush()  # the training and the champion name it by its id
    return model


def _by_itself(candidate: Mapping[str, Any]) -> dict[str, Any]:
    """A candidate's figures without the comparison, so that the artefact's bytes do not depend on the champion."""
    return {name: value for name, value in candidate.items() if name not in _AGAINST_CHAMPION}


def _report(trained: Trained, aim: PredictionTarget, ladder: ValueLadder) -> dict[str, Any]:
    window = (
        None
        if trained.first_day is None or trained.last_day is None
        else {
            "from": date.fromordinal(trained.first_day).isoformat(),
            "to": date.fromordinal(trained.last_day).isoformat(),
        }
    )
    return {
        "population": aim.population,
        "horizon": aim.horizon,
        "share": aim.share,
        "rows": trained.rows,
        "positives": trained.positives,
        "window": window,
        "excluded": {"on_hold": trained.held},
        "test_weeks": trained.test_weeks,
        "candidates": [candidate_json(one) for one in trained.candidates],
        "chosen": trained.contestant.name,
        "value": ladder.value.value,
        "overlap": ladder.overlap,
        "ladder": [ladder_json(one) for one in ladder.steps],
        "orders": [order_json(one) for one in ladder.orders],
    }


def _card(trained: Trained, report: dict[str, Any]) -> dict[str, Any]:
    """The model card: figures on held-out weeks against other orders, calibration, and the largest weights."""
    winner = trained.winner
    if winner is None:
        return report
    tally = winner.tally
    return {
        **report,
        "test": {"rows": tally.rows, "base_rate": tally.base_rate},
        "rankings": {name: dict(vars(figures)) for name, figures in winner.figures.items()},
        "curves": {name: tally.curve(name) for name in ("expected", "balance", "random")},
        "bins": tally.bins(),
        "weights": [list(pair) for pair in trained.weights[:WEIGHTS_KEPT]],
    }
