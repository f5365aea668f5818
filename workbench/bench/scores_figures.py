"""Scoring all accounts: features from the facts, the model, and the rows written back."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from models import ModelVersion, Portfolio
from models.enums import ModelFamily
from scoring import artifact
from scoring.additive import Additive
from scoring.dataset import PopulationAtDay, Reader
from scoring.features import usable
from scoring.pairing import fit_paired
from scoring.reading import read_history
from workbench.bench import plain
from workbench.bench.measure import Figure, bulk_figure
from workbench.bench.stage import ACTOR, Stage
from workbench.domain.portfolios import portfolios_by_code
from workbench.domain.ranking import promote
from workbench.domain.ranking.learning import HORIZON, accounts_as_reported, prepare_scores, settle_scores, target_of
from workbench.domain.records import keep_blob
from workbench.kernel.days import ONE_DAY

FACTS = (
    "SELECT account_id, known_on, id, issued_on, due_on, amount, disputed FROM invoice",
    "SELECT account_id, known_on, amount FROM payment",
    "SELECT account_id, payment_id, invoice_id, amount FROM allocation",
    "SELECT account_id, known_on, outcome_code, direction FROM interaction",
)


def scores_figure(stage: Stage) -> Figure:
    """Score every account for the day.

    The floor is the driver fetching the same facts, the model on a matrix that is ready, and the driver replacing the
    same rows.
    """
    with stage.database.reading() as session:
        (portfolio,) = portfolios_by_code(session)
        model, seen = _fitted(session, portfolio, on=stage.today)
    with stage.database.writing() as session:
        _promoted(session, model, stage)
    with stage.meter.timing() as ours:
        with stage.database.reading() as session:
            (portfolio,) = portfolios_by_code(session)
            scored = prepare_scores(session, portfolio, on=stage.today)
        with stage.database.writing() as session:
            count = settle_scores(session, scored)
    with plain.transaction(stage.database) as connection:
        plain.run(connection, "CREATE TABLE floor_score AS SELECT * FROM score")
        rows = [tuple(row) for row in plain.run(connection, "SELECT account_id, propensity, exposure FROM score")]

    def plainly() -> None:
        with plain.transaction(stage.database) as connection:
            for statement in FACTS:
                plain.run(connection, statement).fetchall()
            model.chance(seen.x)
            plain.run(connection, "DELETE FROM floor_score")
            plain.insert(connection, "floor_score", columns=("account_id", "propensity", "exposure"), values=rows)

    notes = {"accounts": float(count), "accounts/s": count / ours.seconds}
    return bulk_figure("scores", ours, stage.meter.floor(plainly), target=4.0, notes=notes)


def _fitted(session: Session, portfolio: Portfolio, *, on: date) -> tuple[Additive, PopulationAtDay]:
    """A model as large as any, fitted on one matured day; what it says is of no matter here."""
    history = read_history(session, portfolio_id=portfolio.id, until=on, replay=accounts_as_reported)
    reader = Reader(history, target_of(portfolio))
    rows = reader.at((on - timedelta(days=HORIZON)).toordinal())
    names = [feature.name for feature in usable()]
    return fit_paired(rows.x, rows.payer, names, seed=0), reader.look(on.toordinal())


def _promoted(session: Session, model: Additive, stage: Stage) -> None:
    packed = artifact.pack(model, {"portfolio": "banca"})
    (portfolio,) = portfolios_by_code(session)
    sha256 = keep_blob(session, packed.content, media_type=artifact.MEDIA_TYPE, now=stage.now)
    version = ModelVersion(
        portfolio_id=portfolio.id,
        name="bench",
        family=ModelFamily.BOOSTED,
        created_at=stage.now,
        trained_until=stage.today - ONE_DAY,
        blob_sha256=sha256,
        card={},
    )
    session.add(version)
    session.flush()
    promote(session, portfolio.id, model=version, now=stage.now, actor=ACTOR)
