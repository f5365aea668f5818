"""Singular or plural of a text with its count, which is written as people of the screen's language write it."""

from typing import Any

from flask import Flask
from flask_babel import get_domain
from jinja2 import pass_context
from jinja2.runtime import Context

from workbench.web.formats import number


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:  # Any: whatever the text shows
    """The singular or the plural, its `%(num)s` with the thousands apart: «60.000 clientes nuevos».

    Python code of screens takes it from here, and not from Flask-Babel, which writes the bare figures.
    """
    found: str = get_domain().get_translations().ungettext(singular, plural, num)
    return found % {"num": number(num), **values}


def bind_counts(app: Flask) -> None:
    """Make `ngettext` in templates write its count the same way."""
    usual: Any = app.jinja_env.globals["ngettext"]

    @pass_context
    def counted(context: Context, singular: str, plural: str, num: int, **values: Any) -> Any:
        return context.call(usual, singular, plural, num, **{"num": number(num), **values})

    app.jinja_env.globals["ngettext"] = counted
