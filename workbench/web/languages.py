"""Languages and the other choices of a browser.

Sources are Spanish; a catalogue that is missing or older than its texts is compiled when the process starts, so that
only the readable `.po` files are kept. The language never comes from the database: a page that says that the database
is away must still find its words.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_app_context, request
from flask_babel import Domain, get_locale
from werkzeug.wrappers import Response

from workbench.extensions import babel
from workbench.settings import LOCALES, Settings

FOLDER = Path(__file__).parent.parent / "translations"
NAMES = {"es": "Español", "en": "English"}
THEMES = ("auto", "light", "dark")
LANGUAGE_COOKIE = "idioma"
THEME_COOKIE = "tema"
SHORTCUTS_COOKIE = "atajos"
ONE_YEAR = 31_536_000


def bind_languages(app: Flask, settings: Settings) -> None:
    """Compile what is stale and choose a language for each request."""
    compile_stale(FOLDER)
    babel.init_app(
        app,
        default_locale=settings.locale,
        default_translation_directories=str(FOLDER),
        default_timezone=settings.timezone,
        locale_selector=lambda: chosen_language(settings.locale),
    )
    words = Catalogue(str(FOLDER))  # type: ignore[no-untyped-call]  # flask-babel is typed in part
    app.extensions["babel"].instance.domain_instance = words
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension that flask-babel adds
        lambda text: words.get_translations().ugettext(text),
        lambda one, many, count: words.get_translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals.update(language_names=NAMES, chosen_theme=chosen_theme, has_shortcuts=has_shortcuts)


class Catalogue(Domain):
    """The texts of the language that is shown, looked up once per request, not once per text: pages have hundreds."""

    def get_translations(self) -> NullTranslations:
        """The texts of the language of this request, or of the block within `force_locale`."""
        if not has_app_context():
            return NullTranslations()
        locale, kept = get_locale(), g.get("catalogue")
        if kept is None or kept[0] is not locale:
            kept = g.catalogue = locale, super().get_translations()  # type: ignore[no-untyped-call]  # as above
        found: Translations = kept[1]
        return found


def compile_stale(folder: Path) -> list[str]:
    """Write `messages.mo` beside every `messages.po` that is newer; returns the languages compiled.

    Each process writes a file of its own and moves it into place, so that several may start at once.
    """
    compiled = []
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        language = source.parent.parent.name
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        fresh = target.with_suffix(f".{language}.{os.getpid()}.part")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(target)
        compiled.append(language)
    return compiled


def chosen_language(default: str) -> str:
    """The language of the cookie, else the installation's: a team reads one language, whatever a computer came with."""
    kept = request.cookies.get(LANGUAGE_COOKIE)
    return kept if kept in LOCALES else default


def chosen_theme() -> str:
    """light, dark, or auto for what the computer prefers."""
    kept = request.cookies.get(THEME_COOKIE)
    return kept if kept in THEMES else "auto"


def has_shortcuts() -> bool:
    """Whether single letters are shortcuts on this browser; a person may switch them off."""
    return request.cookies.get(SHORTCUTS_COOKIE) != "no"


def remember(response: Response, *, secure: bool, **choices: str | None) -> None:
    """Keep choices in this browser: `language`, `theme`, `shortcuts`; None leaves one as it is."""
    names = {"language": LANGUAGE_COOKIE, "theme": THEME_COOKIE, "shortcuts": SHORTCUTS_COOKIE}
    for choice, value in choices.items():
        if value is not None:
            response.set_cookie(
                names[choice], value, max_age=ONE_YEAR, secure=secure, samesite="Lax", httponly=choice != "theme"
            )
