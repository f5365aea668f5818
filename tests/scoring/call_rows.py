"""Made-up accounts on days on which they could be called, with a known effect of the call."""

import numpy as np

from scoring.treatment import CallRows

FEATURES = ("moved", "payer", "noise")
"""The first decides what a call adds, the second what comes in anyway."""


def call_rows(
    *,
    accounts: int = 150,
    days: int = 40,
    effect: float = 0.3,
    chance: float = 0.2,
    knows: bool = False,
) -> CallRows:
    """Rows in which a call adds `effect` to those with a high first feature and nothing to the others.

    With `knows`, who is called follows from the second feature alone.
    """
    rng = np.random.default_rng(0)
    account = np.tile(np.arange(accounts), days)
    day = np.repeat(np.arange(days), accounts) + 738_000
    traits = rng.random((accounts, 3)).astype(np.float32)
    x = traits[account]
    called = x[:, 1] > 1 - chance if knows else rng.random(len(account)) < chance
    pays = 0.05 + 0.6 * x[:, 1] + effect * called * (x[:, 0] > 0.5)
    return CallRows(
        account=account,
        day=day,
        x=x,
        overdue=np.full(len(account), 100_00.0),
        paid=(rng.random(len(account)) < pays).astype(float),
        called=called,
        talked=called & (rng.random(len(account)) < 0.5),
        drawn=np.zeros(len(account), dtype=bool),
        chance=np.full(len(account), np.nan),
    )
