"""Explanations: the letter of reasons, and what customers ask about the order, with its clock and its answer."""

from workbench.domain.explanations.clocks import SOON_DAYS, days_left
from workbench.domain.explanations.letters import (
    LANGUAGES,
    LETTER_DAYS,
    WEIGHTS,
    WEIGHTS_IF_NOT_DRAWN,
    LetterLine,
    letter_language,
    letter_lines,
    make_letter,
    sources_of,
    was_drawn,
)
from workbench.domain.explanations.requests import (
    EFFECTS_OF,
    ERASED_ANSWER,
    LONGEST_ANSWER,
    LONGEST_NOTE,
    GivenAnswer,
    RequestAnswered,
    RequestRefused,
    answer_request,
    close_erased,
    late_requests,
    record_request,
)

__all__ = [
    "EFFECTS_OF",
    "ERASED_ANSWER",
    "LANGUAGES",
    "LETTER_DAYS",
    "LONGEST_ANSWER",
    "LONGEST_NOTE",
    "SOON_DAYS",
    "WEIGHTS",
    "WEIGHTS_IF_NOT_DRAWN",
    "GivenAnswer",
    "LetterLine",
    "RequestAnswered",
    "RequestRefused",
    "answer_request",
    "close_erased",
    "days_left",
    "late_requests",
    "letter_language",
    "letter_lines",
    "make_letter",
    "record_request",
    "sources_of",
    "was_drawn",
]
