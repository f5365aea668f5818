"""The jobs that a person may ask for on a screen: queues, a training, and the made-up company to look at."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from workbench.demo.load import Advance, load_company
from workbench.demo.state import decide_company, demo_state
from workbench.domain.company import company_zone
from workbench.domain.imports import ImportTerms
from workbench.domain.records import Actor
from workbench.jobs.job import Counts, Job, Step, StepContext
from workbench.jobs.nightly import FIRST_QUEUE, NIGHTLY
from workbench.jobs.training import TRAINING_NOW
from workbench.settings import Settings

CUSTOMERS, SEED = 600, 1
"""Enough for every screen to look like work, and loaded within half a minute."""


def asked_jobs(settings: Settings) -> Mapping[str, Job]:
    """The jobs by name; the made-up company is loaded in the zone of the company."""

    def load(context: StepContext) -> Counts:
        return _load_company(context, zone=settings.timezone)

    made_up = Job("made_up_company", (Step("made_up", load), *NIGHTLY.steps))
    return MappingProxyType({job.name: job for job in (FIRST_QUEUE, TRAINING_NOW, made_up)})


def _load_company(context: StepContext, *, zone: str) -> Counts:
    """Load the made-up company beside the people who work here; cut off, it goes on with the values it began with."""
    with context.database.reading() as session:
        state = demo_state(session, beside_people=True)
        own_zone = company_zone(session, zone)
    company = decide_company(state, customers=CUSTOMERS, seed=SEED, today=context.today)
    terms = ImportTerms(now=context.now, actor=Actor(None, "made-up company"), timezone=own_zone)

    @contextmanager
    def progress(_name: str) -> Iterator[Advance]:
        yield context.progress

    loaded = load_company(context.database, company, terms=terms, progress=progress)
    return {"accounts": loaded.rows["customers"]}
