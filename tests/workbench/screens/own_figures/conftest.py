"""The month of the team's screen."""

from tests.workbench.screens.team.conftest import month

__all__ = ["month"]
