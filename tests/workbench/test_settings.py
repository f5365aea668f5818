"""Settings: a wrong value stops the program with one line that names the variable."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from workbench.clock import clock, today
from workbench.settings import Settings, WrongSetting, load_settings, public_address


def _load(tmp_path, **values):
    return load_settings({f"WORKBENCH_{name}": value for name, value in values.items()} | {"x": "y"}, folder=tmp_path)


def test_defaults_make_an_embedded_database_and_keep_their_secret(tmp_path):
    first = _load(tmp_path)
    second = _load(tmp_path)

    assert first.database_url == f"sqlite:///{tmp_path}/instance/workbench.db"
    assert (first.locale, first.timezone) == ("es", "America/Bogota")
    assert first.secret_key == second.secret_key
    assert (tmp_path / "instance" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_environment_wins_over_the_file(tmp_path):
    (tmp_path / ".env").write_text("WORKBENCH_LOCALE=en\nWORKBENCH_TIMEZONE=America/Lima\n")

    found = _load(tmp_path, LOCALE="es")

    assert (found.locale, found.timezone) == ("es", "America/Lima")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "nothing"),
        ("CLUSTER", "dask"),
        ("CLUSTER", "processes:0"),
        ("SECRET_KEY", "short"),
        ("AUDIT_KEY", "0123456789abcdef short"),
        ("TODAY", "mañana"),
        ("LOCALE", "fr"),
        ("TIMEZONE", "Bogota"),
        ("SECURE_COOKIES", "yes"),
        ("UPLOAD_LIMIT_MB", "-1"),
        ("SESSION_HOURS", "0"),
        ("CALL_URL", "javascript:alert({number})"),
        ("CALL_URL", "tel:"),
        ("LOG_LEVEL", "loud"),
        ("TODYA", "2026-01-01"),
    ],
)
def test_wrong_value_is_refused_in_one_line_that_names_it(tmp_path, name, value):
    with pytest.raises(WrongSetting) as refused:
        _load(tmp_path, **{name: value})

    assert str(refused.value).startswith(f"WORKBENCH_{name} ")
    assert "\n" not in str(refused.value)


def test_wrong_secret_is_not_repeated(tmp_path):
    with pytest.raises(WrongSetting) as refused:
        _load(tmp_path, SECRET_KEY="hunter2")

    assert "hunter2" not in str(refused.value)


def test_postgresql_means_psycopg(tmp_path):
    assert _load(tmp_path, DATABASE_URL="postgresql://u:p@h/d").database_url == "postgresql+psycopg://u:p@h/d"


def test_clock_starts_at_the_instant_given_and_ticks():
    set_to = Settings(database_url="", secret_key="", today=datetime(2011, 1, 3, 9, tzinfo=UTC))

    ticking = clock(set_to)
    first, second = ticking(), ticking()

    assert first <= second
    assert (first.date(), first.hour) == (date(2011, 1, 3), 9)


def test_clock_of_a_day_is_that_day_in_the_company_zone():
    assert today(Settings(database_url="", secret_key="", today=date(2011, 1, 3))) == date(2011, 1, 3)


def test_secrets_are_not_in_the_repr_of_settings():
    names = ("database_url", "secret_key", "smtp_url", "sms_url", "whatsapp_url")

    assert "s3cr3t" not in repr(Settings(**dict.fromkeys(names, "s3cr3t" * 3)))


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
def test_secret_that_cannot_be_used_is_not_quoted(tmp_path, name):
    with pytest.raises(WrongSetting) as wrong:
        load_settings({f"WORKBENCH_{name}": "s3cr3t"}, folder=tmp_path)

    assert "s3cr3t" not in str(wrong.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "postgresql+psycopg://u:s3cr3t@db.example:5432/abono?sslpassword=s3cr3t",
            "postgresql://db.example:5432/abono",
        ),
        ("sqlite:////srv/a@b/x.db", "sqlite:////srv/a@b/x.db"),
        ("postgresql://u:a@s3cr3t@host/x", "an address that cannot be read"),
    ],
)
def test_public_address_is_kind_host_and_name(url, shown):
    assert public_address(url) == shown


def test_processes_that_start_at_once_read_one_whole_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: load_settings({"X": ""}, folder=tmp_path).secret_key, range(24)))

    assert {len(key) for key in found} == {64}
    assert len(set(found)) == 1
    assert [one.name for one in (tmp_path / "instance").iterdir()] == ["secret-key"]
