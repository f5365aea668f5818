"""`workbench may-contact`: what it prints, and one clear line for every mistake. No database is opened."""

import json

import pytest

from workbench.cli import execute
from workbench.domain.contact.law.presets import preset_codes
from workbench.domain.contact.law.vocabulary import CONTACT_CHANNELS
from workbench.settings import Settings

NO_DATABASE = Settings(database_url="sqlite:////nowhere/at/all.db", secret_key="0" * 32, timezone="America/Bogota")
FRIDAY_NIGHT = "2026-11-20T19:00-05:00"


def run(*more: str, preset: str = "CO", channel: str = "call", at: str = FRIDAY_NIGHT) -> int:
    arguments = ["may-contact", "--preset", preset, "--channel", channel, "--at", at, *more]
    return execute(arguments, settings=NO_DATABASE)


def test_the_json_is_the_public_one(capsys):
    code = run("--authorized", "call,sms", "--format", "json")

    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    assert json.loads(printed.out) == {
        "schema": 1,
        "verdict": "blocked",
        "rules": [
            {
                "id": "hours",
                "severity": "block",
                "citation": "Ley 2300 de 2023",
                "text": "Fuera del horario permitido: 07:00–19:00, hora del cliente.",
            }
        ],
        "next_allowed_at": "2026-11-21T08:00:00-05:00",
        "remaining": [
            {"id": "attempts_per_day", "unit": "attempt", "window": "day", "max": 1, "left": 1},
            {"id": "contacts_per_week", "unit": "contact", "window": "iso_week", "max": 1, "left": 1},
        ],
    }


def test_a_person_reads_why_and_when(capsys):
    code = run("--authorized", "call")

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "No permitido.",
        "- Fuera del horario permitido: 07:00–19:00, hora del cliente. [hours; Ley 2300 de 2023]",
        "Se abre el 2026-11-21 08:00-05:00.",
    ]


def answer(capsys, *more: str, **asked: str) -> dict:
    assert run(*more, "--format", "json", **asked) == 0
    return json.loads(capsys.readouterr().out)


def ids(verdict: dict) -> list[str]:
    return [rule["id"] for rule in verdict["rules"]]


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        (["--authorized", "all"], []),
        ([], ["channel_authorization"]),
        (["--authorized", "call", "--opt-out", "call, sms"], ["opt_out"]),
        (["--authorized", "call", "--opt-out", "all"], ["opt_out"]),
        (["--authorized", "call", "--hold", "dispute", "--hold", "legal"], ["hold_dispute", "hold_legal"]),
        (["--authorized", "call", "--recipient", "employer"], ["recipient"]),
        (["--authorized", "call", "--content", "¿Por qué no ha pagado?"], ["ask_reason"]),
        (["--authorized", "call", "--timezone", "Asia/Tokyo"], ["hours"]),
        (["--authorized", "call", "--timezone", "Asia/Tokyo", "--waiver", "2026-11-20T10:00-05:00"], []),
        (["--authorized", "call", "--country", "jp"], ["hours"]),
    ],
)
def test_options_describe_the_person(capsys, options, rules):
    assert ids(answer(capsys, *options, at="2026-11-20T10:00-05:00")) == rules


def test_events_come_from_a_file(capsys, tmp_path):
    file = tmp_path / "events.json"
    file.write_text(
        json.dumps(
            [
                {"at": "2026-11-20T09:00-05:00", "channel": "call", "kind": "attempt_connected"},
                {
                    "at": "2026-11-20T09:30",
                    "channel": "sms",
                    "kind": "message_sent",
                    "direction": "outbound",
                    "debt": 7,
                },
                {"at": "2026-11-20T09:40", "channel": "whatsapp", "kind": "inbound"},
            ]
        )
    )

    verdict = answer(capsys, "--authorized", "all", "--events", str(file), at="2026-11-20T16:00")

    assert ids(verdict) == ["attempts_per_day"]
    assert verdict["next_allowed_at"] == "2026-11-21T08:00:00-05:00"


def test_a_debt_tells_events_apart(capsys, tmp_path):
    file = tmp_path / "events.json"
    talked = {"at": "2026-11-19T12:00-05:00", "channel": "call", "kind": "conversation", "debt": 7}
    file.write_text(json.dumps([talked]))
    options = ["--events", str(file), "--timezone", "America/New_York"]

    same, other = (
        answer(capsys, *options, "--debt", debt, preset="US", at="2026-11-20T12:00-05:00") for debt in ("7", "8")
    )

    assert ids(same) == ["wait_after_conversation"]
    assert ids(other) == []


def test_without_a_zone_every_zone_of_the_country_must_allow(capsys):
    verdict = answer(capsys, preset="US", at="2026-11-20T08:00-05:00")

    assert verdict["next_allowed_at"] == "2026-11-20T18:00:00+00:00"


def test_strict_without_a_place_is_at_the_companys(capsys):
    verdict = answer(capsys, "--authorized", "call", preset="STRICT", at="2026-11-16T10:00-05:00")

    assert ids(verdict) == ["holiday"]


INSTANT = "2026-11-20T18:59-05:00"
HOLDS = (
    "dispute, vulnerable, deceased, bankruptcy, claimed_payment, attorney, cease, handed_over, breathing_space, legal, "
    "plan_in_progress, review"
)


@pytest.mark.parametrize(
    ("more", "asked", "named", "known"),
    [
        ([], {"at": "hoy"}, ("--at", "hoy"), INSTANT),
        ([], {"at": "2026-11-20"}, ("--at", "2026-11-20"), INSTANT),
        ([], {"at": "2026-11-20T18:59", "preset": "US"}, ("--at", "2026-11-20T18:59"), INSTANT),
        (["--waiver", "x"], {}, ("--waiver", "x"), INSTANT),
        ([], {"preset": "XX"}, ("--preset", "XX"), ", ".join(preset_codes())),
        (["--timezone", "Mars"], {}, ("--timezone", "Mars"), "America/Bogota, America/Mexico_City"),
        (["--country", "XX"], {}, ("--country", "XX"), "CO, MX"),
        (["--hold", "x"], {}, ("--hold", "x"), HOLDS),
        (["--authorized", "call,fax"], {}, ("--authorized", "fax"), "all, " + ", ".join(CONTACT_CHANNELS)),
    ],
)
def test_a_misuse_is_one_line_and_exit_2(capsys, more, asked, named, known):
    code = run(*more, **asked)

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert printed.err == f"{named[0]}: «{named[1]}» no sirve. Por ejemplo: {known}.\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("{", "{file} no es JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("{}", "{file} debe ser una lista de eventos."),
        ("[3]", "{file}, evento 1: 3."),
        ('[{"at": "2026-11-20T10:00-05:00", "channel": "call"}]', "{file}, evento 1: falta «kind»."),
        (
            '[{"at": "x", "channel": "call", "kind": "inbound"}]',
            "{file}, evento 1: Invalid isoformat string: 'x'.",
        ),
        (
            '[{"at": 3, "channel": "call", "kind": "inbound"}]',
            "{file}, evento 1: fromisoformat: argument must be str.",
        ),
        (
            '[{"at": "2026-11-20T10:00-05:00", "channel": "fax", "kind": "inbound"}]',
            "{file}, evento 1: channel = 'fax'.",
        ),
        (
            '[{"at": "2026-11-20T10:00-05:00", "channel": "call", "kind": "none"}]',
            "{file}, evento 1: kind = 'none'.",
        ),
    ],
)
def test_a_broken_events_file_is_one_line_and_exit_1(capsys, tmp_path, content, line):
    file = tmp_path / "events.json"
    file.write_text(content)

    code = run("--events", str(file))

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err) == (1, "", line.replace("{file}", str(file)) + "\n")


def test_a_missing_events_file_is_one_line_and_exit_1(capsys, tmp_path):
    code = run("--events", str(tmp_path / "none.json"))

    printed = capsys.readouterr()
    assert (code, printed.out) == (1, "")
    assert printed.err == f"No se puede leer {tmp_path / 'none.json'}: No such file or directory\n"
