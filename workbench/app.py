"""The application, put together in named steps. Nothing happens at import."""

import importlib
import pkgutil
from datetime import timedelta

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from models import Database
from workbench import screens
from workbench.errors import bind_errors
from workbench.extensions import csrf, htmx
from workbench.settings import LOCALES, PRODUCT_NAME, Settings
from workbench.web.assets import bind_assets
from workbench.web.counts import bind_counts
from workbench.web.db import bind_database
from workbench.web.formats import bind_filters
from workbench.web.guard import bind_guard
from workbench.web.health import blueprint as health
from workbench.web.languages import bind_languages
from workbench.web.moment import bind_clock
from workbench.web.navigation import bind_navigation
from workbench.web.numbers import bind_numbers
from workbench.web.security import bind_headers, bind_zero_bytes
from workbench.web.session import bind_sessions
from workbench.web.shortcuts import bind_shortcuts
from workbench.web.zones import zone_name

LOCK_MS = 5_000
"""How long a page waits for somebody else's lock before it says that the database is busy."""


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """Build the application.

    Args:
        settings: What the operator set.
        database: An open database to use; one on the settings' address when left out.

    """
    app = Flask(__name__)
    _configure(app, settings)
    _configure_templates(app)
    bind_clock(app, settings)
    bind_database(app, database or Database(settings.database_url, lock_ms=LOCK_MS))
    bind_languages(app, settings)
    bind_counts(app)
    bind_sessions(app)
    bind_zero_bytes(app)
    bind_guard(app)
    csrf.init_app(app)
    htmx.init_app(app)
    bind_headers(app, https=settings.secure_cookies)
    bind_errors(app)
    bind_numbers(app)
    _register_screens(app)
    if settings.trusted_proxies:
        # Typed as a method by Flask, which documents that it is to be replaced like this.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]  # as Werkzeug documents it
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * 1024**2,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_COOKIE_NAME="workbench",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        # A form may stay open for a whole shift: its token lives as long as the sign-in.
        WTF_CSRF_TIME_LIMIT=None,
    )


def _configure_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(product_name=PRODUCT_NAME, locales=LOCALES, zone_name=zone_name)
    bind_assets(app)
    bind_filters(app)
    bind_navigation(app)
    bind_shortcuts(app)


def _register_screens(app: Flask) -> None:
    """A folder under workbench/screens is a screen; its `blueprint` holds its routes and templates."""
    app.register_blueprint(health)
    for found in pkgutil.iter_modules(screens.__path__):
        screen = importlib.import_module(f"{screens.__name__}.{found.name}")
        app.register_blueprint(screen.blueprint)
