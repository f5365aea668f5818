"""What is known of the hours at which a portfolio's customers answer."""

from datetime import date

from sqlalchemy.orm import Session

from models import AnswerHabits, Portfolio
from scoring.hours import CELLS, FIRST_HOUR, HOURS, AnswerPattern, LearnedHours


def make_habits(session: Session, portfolio: Portfolio, *, on: date) -> None:
    """Half of the customers answer alike at all hours, a quarter more from nine and a quarter more from four."""
    nine, four = 9 - FIRST_HOUR, 16 - FIRST_HOUR
    learned = LearnedHours(
        patterns=(AnswerPattern(0.3), AnswerPattern(0.3, 0.4, nine, nine + 2), AnswerPattern(0.3, 0.4, four, four + 2)),
        weights=(0.5, 0.25, 0.25),
        usual={"": (1.0,) * CELLS},
        shares=tuple(1 / CELLS for _ in range(CELLS)),
        tries=100 * HOURS,
    )
    session.add(AnswerHabits(portfolio_id=portfolio.id, learned_on=on, values=learned.kept()))
    session.flush()
