"""What a person is told when a command fails. Imported only then: the database library is slow to load."""

import click
from alembic.util import CommandError
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from migrations.runner import BrokenReferences
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.text import N_
from workbench.language import translate, translate_figures
from workbench.settings import Settings, WrongSetting, load_settings, public_address

# Their own words are one clear line already.
_SAYS_IT_ITSELF = (WrongSetting, BrokenReferences, FileNotFoundError, PermissionError, IsADirectoryError)

_PLAIN: dict[type[Exception], str] = {
    NotVisible: N_("No existe."),
    OverflowError: N_("Ese número o esa fecha está fuera de lo que se puede usar."),
}


def one_line(wrong: Exception, locale: str, settings: Settings | None = None) -> str | None:
    """What a person needs to know, or None where this is a defect of the program.

    Args:
        wrong: What was raised.
        locale: The operator's language.
        settings: Those of the process; read from the environment when left out.

    """
    if isinstance(wrong, (RuleBroken, click.ClickException)):
        reason = getattr(wrong, "reason", None) or str(wrong)
        values = getattr(wrong, "values", None) or None
        return (
            translate_figures(reason, locale, values)
            if isinstance(wrong, RuleBroken)
            else translate(reason, locale, values)
        )
    if isinstance(wrong, _SAYS_IT_ITSELF):
        return str(wrong)
    if isinstance(wrong, (NotVisible, OverflowError)):
        return translate(_PLAIN[type(wrong)], locale)
    if isinstance(wrong, CommandError):
        return translate(N_("La base de datos es de otra versión del programa: %(detail)s"), locale, {"detail": wrong})
    if isinstance(wrong, DBAPIError) and _is_about_the_database(wrong):
        text = N_("No se puede usar la base de datos %(address)s: %(detail)s")
        detail = str(wrong.orig).strip().splitlines()[0]
        return translate(text, locale, {"address": _address(settings), "detail": detail})
    return None


def _is_about_the_database(wrong: DBAPIError) -> bool:
    """Whether the database itself is the trouble, and not one of our statements."""
    is_connecting = wrong.statement is None
    return is_connecting or isinstance(wrong, OperationalError) or type(wrong) is DatabaseError


def _address(settings: Settings | None) -> str:
    """Where the database is, without who signs in and with what."""
    return public_address((settings or load_settings()).database_url)
