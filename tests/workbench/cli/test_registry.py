"""Commands by name: all there, each with its help, and none loaded before it is asked for."""

import subprocess
import sys

import pytest

from tests.environment import clean_environment
from workbench.cli import COMMANDS, execute


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    code = execute([name, "--help"])

    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: workbench {name} ")


def test_list_of_commands_loads_no_library_it_does_not_need():
    script = (
        "import sys; from workbench.cli import execute; code = execute(['--help']);"
        "print(code, [name for name in ('sqlalchemy', 'flask', 'babel', 'gunicorn', 'alembic') if name in sys.modules])"
    )

    printed = subprocess.run(
        [sys.executable, "-c", script], env=clean_environment(), capture_output=True, text=True, check=True
    )

    assert printed.stdout.splitlines()[-1] == "0 []"


def test_list_of_commands_names_them_all(capsys):
    execute(["--help"])

    listed = [line.split()[0] for line in capsys.readouterr().out.partition("Comandos:\n")[2].splitlines()]
    assert listed == list(COMMANDS)


def test_misuse_is_exit_2(capsys):
    codes = [execute(["no-such-command"]), execute(["user", "add"]), execute(["doctor", "--format", "xml"])]

    assert codes == [2, 2, 2]
    assert capsys.readouterr().out == ""
