"""The operator's language outside the web: the command line and the jobs. Knows no web framework.

Sources are Spanish; the English catalogue is the one that the web uses.
"""

import io
from collections.abc import Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

SOURCE = "es"
CATALOGUES = Path(__file__).parent / "translations"


@lru_cache(maxsize=8)
def catalogue(locale: str, folder: Path = CATALOGUES) -> NullTranslations:
    """The texts of a language, straight from its `.po` file; Spanish, or a language without a file, needs none."""
    path = folder / locale / "LC_MESSAGES" / "messages.po"
    if locale == SOURCE or not path.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - slow to load, and Spanish needs none of it
    from babel.messages.pofile import read_po  # noqa: PLC0415 - same

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(text: str, locale: str, values: Mapping[str, object] | None = None) -> str:
    """`text` in a language, with each `%(name)s` filled from `values` where there are any."""
    found = catalogue(locale).gettext(text) if text else text
    return found % values if values else found


def count_text(number: int, locale: str) -> str:
    """A count with its thousands apart, as screens write it: `2.568` in Spanish, `2,568` in English."""
    return f"{number:,}" if locale == "en" else f"{number:,}".replace(",", ".")


def translate_figures(text: str, locale: str, values: Mapping[str, object] | None = None) -> str:
    """As `translate`, with counts and amounts among the values written as people read them."""
    from workbench.kernel.money import with_amounts  # noqa: PLC0415 - slow to load, and most commands need none of it

    return translate(text, locale, {name: _figure(value, locale) for name, value in with_amounts(values or {}).items()})


def _figure(value: object, locale: str) -> object:
    return count_text(value, locale) if isinstance(value, int) and not isinstance(value, bool) else value
