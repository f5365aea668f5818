"""What a person is told when a command fails. Imported only then: the database library is slow to load."""

import click
from alembic.util import CommandError
from sqlalchemy.exc import DatabaseError, OperationalError

from migrations.runner import BrokenReferences
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.text import N_
from workbench.language import translate
from workbench.settings import WrongSetting

# Their own words are one clear line already.
_SAYS_IT_ITSELF = (WrongSetting, BrokenReferences, FileNotFoundError, PermissionError, IsADirectoryError)

_PLAIN: dict[type[Exception], str] = {
    NotVisible: N_("No existe."),
    OverflowError: N_("Ese número o esa fecha está fuera de lo que se puede usar."),
}


def one_line(wrong: Exception, locale: str) -> str | None:
    """What a person needs to know, or None where this is a defect of the program."""
    if isinstance(wrong, (RuleBroken, click.ClickException)):
        reason = getattr(wrong, "reason", None) or str(wrong)
        return translate(reason, locale, getattr(wrong, "values", None) or None)
    if isinstance(wrong, _SAYS_IT_ITSELF):
        return str(wrong)
    if isinstance(wrong, (NotVisible, OverflowError)):
        return translate(_PLAIN[type(wrong)], locale)
    if isinstance(wrong, CommandError):
        return translate(N_("La base de datos es de otra versión del programa: %(detail)s"), locale, {"detail": wrong})
    if isinstance(wrong, OperationalError) or (isinstance(wrong, DatabaseError) and type(wrong) is DatabaseError):
        detail = str(wrong.orig).strip().splitlines()[0]
        return translate(N_("No se puede usar la base de datos: %(detail)s"), locale, {"detail": detail})
    return None
