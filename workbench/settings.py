"""Typed settings from the environment, read once at start. A wrong value stops the program, naming its variable.

`TABLE` is the one list: the README's table and the parser both come from it.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PRODUCT_NAME = "Abono"
PREFIX = "WORKBENCH_"
LOCALES = ("es", "en")


class WrongSetting(Exception):
    """A setting cannot be used; the message is one line that names its variable."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that an operator can set for a process. What may hold a password is not in its repr."""

    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    audit_key: str = field(default="", repr=False)
    today: date | datetime | None = None
    locale: str = "es"
    timezone: str = "America/Bogota"
    smtp_url: str = field(default="", repr=False)
    sms_url: str = field(default="", repr=False)
    whatsapp_url: str = field(default="", repr=False)
    cluster: str = ""
    inbox: str = ""
    secure_cookies: bool = False
    upload_limit_mb: int = 64
    session_hours: int = 12
    call_url: str = "tel:{number}"
    trusted_proxies: int = 0
    log_level: str = "INFO"

    @property
    def zone(self) -> ZoneInfo:
        """The company's own zone."""
        return ZoneInfo(self.timezone)

    @property
    def audit_secrets(self) -> tuple[str, ...]:
        """The secrets of the audit chain, the one that signs first."""
        return (*self.audit_key.split(), self.secret_key)


@dataclass(frozen=True)
class Variable:
    """One row of the README's table."""

    name: str
    field: str
    default: str
    meaning: str
    parse: Callable[[str], Any]  # Any: each variable has its own type


def _text(raw: str) -> str:
    return raw


def _database(raw: str) -> str:
    url = _parsed(raw)
    if url is None:
        raise ValueError(
            "is not a database address, e.g. sqlite:///instance/workbench.db or postgresql://user:password@host/name"
            " with @ : / ? # % of a password written as %40 %3A %2F %3F %23 %25"
        )
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"} or (url.drivername == "sqlite" and url.host):
        raise ValueError(f"must begin with sqlite:/// or postgresql:// (it is {public_address(raw)})")
    return url.render_as_string(hide_password=False)


def public_address(raw: str) -> str:
    """A database address as it may be shown: its kind, host and name. Never who signs in, nor what is asked of it."""
    url = _parsed(raw)
    if url is None:
        return "an address that cannot be read"
    port = f":{url.port}" if url.port else ""
    return f"{url.drivername.partition('+')[0]}://{url.host or ''}{port}/{url.database or ''}"


def _parsed(raw: str) -> URL | None:
    """The parts of an address; None where they cannot be told apart, so that a part may be a piece of the password."""
    try:
        url = make_url(raw)
    except (ArgumentError, ValueError):
        return None
    if url.host is None and url.username is None:
        return url if url.drivername == "sqlite" or "@" not in (url.database or "") else None
    pieces = (url.host or "", url.database or "")
    return None if any(sign in piece for piece in pieces for sign in "@/?#") else url


def _secret(raw: str) -> str:
    if len(raw) < 16:
        raise ValueError("must have at least 16 characters")
    return raw


def _secrets(raw: str) -> str:
    if any(len(word) < 16 for word in raw.split()):
        raise ValueError("must be keys of at least 16 characters, with spaces between them")
    return raw


def _today(raw: str) -> date | datetime | None:
    if not raw:
        return None
    try:
        return date.fromisoformat(raw) if len(raw) == 10 else datetime.fromisoformat(raw)
    except ValueError:
        raise ValueError("must be a day (2026-11-22) or an instant (2026-11-22T09:00:00-05:00)") from None


def _locale(raw: str) -> str:
    if raw not in LOCALES:
        raise ValueError(f"must be one of {', '.join(LOCALES)}")
    return raw


def _zone(raw: str) -> str:
    if raw not in available_timezones():
        raise ValueError("must be a time zone name such as America/Bogota")
    return raw


def _cluster(raw: str) -> str:
    if raw:
        from scoring.workplace import workplace_of  # noqa: PLC0415 - settings know nothing of the house unless asked

        workplace_of(raw)
    return raw


def _call_url(raw: str) -> str:
    from workbench.kernel.dialling import why_not_template  # noqa: PLC0415 - settings know nothing of the house unless asked

    wrong = why_not_template(raw)
    if wrong is not None:
        raise ValueError(wrong)
    return raw


def _folder(raw: str) -> str:
    if raw and not Path(raw).is_dir():
        raise ValueError("must be a folder that exists")
    return raw


def _switch(raw: str) -> bool:
    if raw.lower() not in {"true", "false"}:
        raise ValueError("must be true or false")
    return raw.lower() == "true"


def _positive(raw: str) -> int:
    if not raw.isdecimal() or int(raw) < 1:
        raise ValueError("must be a whole number above zero")
    return int(raw)


def _count(raw: str) -> int:
    if not raw.isdecimal():
        raise ValueError("must be a whole number, 0 for none")
    return int(raw)


def _level(raw: str) -> str:
    if raw not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return raw


TABLE = (
    Variable("DATABASE_URL", "database_url", "sqlite:///instance/workbench.db", "where the data lives", _database),
    Variable("SECRET_KEY", "secret_key", "made at first start in `instance/secret-key`", "signs sessions", _secret),
    Variable(
        "AUDIT_KEY",
        "audit_key",
        "",
        "signs the audit trail; older keys after it, with spaces between; empty: the secret key",
        _secrets,
    ),
    Variable("TODAY", "today", "", "sets the clock: a day, or an instant that then ticks", _today),
    Variable("LOCALE", "locale", "es", "language before a person chooses: es or en", _locale),
    Variable(
        "TIMEZONE",
        "timezone",
        "America/Bogota",
        "the company's zone until *Primer arranque* names another, and that of a portfolio made by a file",
        _zone,
    ),
    Variable(
        "SMTP_URL",
        "smtp_url",
        "",
        "mail server for one-time links: `smtp://user:password@host:587`, or `smtps://` with TLS from the start",
        _text,
    ),
    Variable("SMS_URL", "sms_url", "", "outgoing text messages", _text),
    Variable("WHATSAPP_URL", "whatsapp_url", "", "outgoing WhatsApp", _text),
    Variable(
        "CLUSTER",
        "cluster",
        "",
        "where training and scoring calculate: `processes:4` of this machine, or a Dask scheduler, `dask://host:8786`;"
        " empty: processes of this machine, as many as are worth it",
        _cluster,
    ),
    Variable(
        "INBOX",
        "inbox",
        "",
        "a folder whose files are imported once they are whole; each goes to `done` or `failed` there, with a report",
        _folder,
    ),
    Variable("SECURE_COOKIES", "secure_cookies", "false", "true behind HTTPS: cookies travel over HTTPS only", _switch),
    Variable("UPLOAD_LIMIT_MB", "upload_limit_mb", "64", "largest request accepted", _positive),
    Variable("SESSION_HOURS", "session_hours", "12", "how long a sign-in lasts", _positive),
    Variable(
        "CALL_URL",
        "call_url",
        "tel:{number}",
        "what the browser opens to dial: `tel:`, `sip:`, `sips:`, `callto:` or `https:`, with {number} and, where"
        " wanted, {extension}",
        _call_url,
    ),
    Variable(
        "TRUSTED_PROXIES",
        "trusted_proxies",
        "0",
        "proxies in front that add the client to `X-Forwarded-For`; sign-ins are limited per client",
        _count,
    ),
    Variable("LOG_LEVEL", "log_level", "INFO", "DEBUG, INFO, WARNING or ERROR", _level),
)

SECRET = frozenset({"audit_key", "database_url", "secret_key", "smtp_url", "sms_url", "whatsapp_url"})
"""Fields that may hold a password: a value that cannot be used is not quoted."""


def load_settings(environ: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Settings:
    """Read the settings from the environment, else from `.env` beside the process, else their defaults.

    Args:
        environ: Instead of the process's own environment.
        folder: Where `.env` and `instance/` are; the current folder when left out.

    Raises:
        WrongSetting: A value cannot be used, or an unknown `WORKBENCH_` variable is set.

    """
    folder = folder or Path.cwd()
    from_file = {k: v for k, v in dotenv_values(folder / ".env").items() if k.startswith(PREFIX) and v is not None}
    given = {**from_file, **{k: v for k, v in (environ or os.environ).items() if k.startswith(PREFIX)}}
    _refuse_unknown(given)
    values: dict[str, Any] = {}
    for variable in TABLE:
        name = PREFIX + variable.name
        raw = given.get(name) or _default(variable, folder)
        try:
            values[variable.field] = variable.parse(raw.strip())
        except ValueError as wrong:
            shown = "" if variable.field in SECRET else f" (it is {raw!r})"
            raise WrongSetting(f"{name} {wrong}{shown}") from None
    return Settings(**values)


# Read by tests and tools beside the program, not by the program.
_BESIDE = {PREFIX + name for name in ("LEDGERS", "REQUIRE_BROWSER")}


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = {PREFIX + variable.name for variable in TABLE} | _BESIDE
    for name in given:
        if name not in known:
            raise WrongSetting(f"{name} is not a setting; see `workbench --help` for the list")


def _default(variable: Variable, folder: Path) -> str:
    instance = folder / "instance"
    if variable.field == "database_url":
        instance.mkdir(mode=0o700, exist_ok=True)
        return f"sqlite:///{instance / 'workbench.db'}"
    if variable.field == "secret_key":
        return _kept_secret(instance / "secret-key")
    return variable.default


def _kept_secret(path: Path) -> str:
    """The key made at the first start, readable by its owner only; it must survive a restart or sessions would end.

    It is written beside and linked into place, so that a process that starts at the same time never reads half of it.
    """
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text().strip()
