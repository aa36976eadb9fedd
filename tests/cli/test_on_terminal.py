from __future__ import annotations

import re
import subprocess
import sys

import pytest

import fastlabel
from fastlabel.cli.output import column_widths
from tests.cli.support.command import START, environment
from tests.cli.support.service import Service
from tests.support.media_files import CAT
from tests.support.patience import HANG_SECONDS

pytest.importorskip("pty", reason="a terminal of POSIX is needed")

from tests.cli.support.pseudo_terminal import OnTerminal, on_terminal

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def tasks(fastlabel_client: fastlabel.Client) -> list[str]:
    create = fastlabel_client.image.create
    return [
        create(project="p", file_path=CAT, name=f"cat {number} {'long ' * 20}", tags=["a", "b"])
        for number in range(30)
    ]


def run(service: Service, *arguments: str, columns: int = 80, **extra: str) -> OnTerminal:
    return on_terminal(*arguments, columns=columns, environ={**service.environment, **extra})


def test_list_is_a_table_that_fits(service: Service, tasks: list[str]) -> None:
    code, shown = run(service, "image", "list", "--project", "p").end()
    assert code == 0
    lines = COLOUR.sub("", shown).splitlines()
    assert max(map(len, lines)) <= 80
    assert sum("marks" in line for line in lines) == 1
    assert [line.split()[0] for line in lines if re.match(r"\S{36}", line)] == tasks
    # Folded, not cut: all of the words are there.
    assert sum(line.count("long") for line in lines) == 30 * 20


def test_wide_terminal_shows_ids_in_one_piece(service: Service, tasks: list[str]) -> None:
    _, shown = run(service, "image", "list", "--project", "p", columns=250).end()
    lines = COLOUR.sub("", shown).splitlines()
    assert [line.split()[0] for line in lines[1:]] == tasks
    starts = {line.index("registered") for line in lines[1:]}
    assert len(starts) == 1


@pytest.mark.usefixtures("tasks")
def test_colours_are_for_terminals_without_no_color(service: Service) -> None:
    _, plain = run(service, "image", "--help", NO_COLOR="1").end()
    _, coloured = run(service, "image", "--help", NO_COLOR="").end()
    assert re.search(r"\x1b\[[0-9;]*3\dm", coloured)
    assert not re.search(r"\x1b\[[0-9;]*3\dm", plain)
    piped = service.process("image", "list", "--project", "p", NO_COLOR="")
    assert "\x1b" not in piped.stdout + piped.stderr


def test_json_on_a_terminal_cannot_steer_it(
    service: Service, fastlabel_client: fastlabel.Client
) -> None:
    hostile = "\x9b31m\u202ename"
    fastlabel_client.image.create(project="p", file_path=CAT, name=hostile)
    _, shown = run(service, "image", "list", "--project", "p", "--json").end()
    assert "\\u009b31m\\u202ename" in shown
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


@pytest.mark.parametrize(("answer", "code", "left"), [("y", 0, 29), ("n", 1, 30), ("", 1, 30)])
def test_delete_asks(service: Service, tasks: list[str], answer: str, code: int, left: int) -> None:
    running = run(service, "image", "delete", tasks[0])
    running.until("[y/N] ")
    running.type(f"{answer}\n")
    done, shown = running.end()
    assert done == code
    assert f"Delete task {tasks[0]} for good?" in shown
    assert ("nothing was deleted" in shown) == bool(code)
    assert len(service("image", "list", "--project", "p").cells) == left


def test_control_c_is_one_line(service: Service, tasks: list[str]) -> None:
    running = run(service, "image", "delete", *tasks)
    running.until("Delete 30 tasks for good? [y/N] ")
    running.type("\x03")
    code, shown = running.end()
    assert code == 130
    assert shown.splitlines()[-1].endswith("fastlabel: interrupted")
    assert "Traceback" not in shown


def test_find_is_a_table_of_fields(service: Service, tasks: list[str]) -> None:
    code, shown = run(service, "image", "find", tasks[0]).end()
    assert code == 0
    pairs = dict(re.findall(r"^(\S+) +(\S.*?) *$", COLOUR.sub("", shown), re.MULTILINE))
    assert (pairs["field"], pairs["id"], pairs["width"]) == ("value", tasks[0], "451")


@pytest.mark.usefixtures("tasks")
def test_nobody_reads_is_silent(service: Service) -> None:
    command = f'"{sys.executable}" -c "{START}" image list --project p --json | true'
    done = subprocess.run(
        ["bash", "-c", f'{command}; echo "${{PIPESTATUS[0]}}"'],
        env={**environment(), **service.environment},
        capture_output=True,
        encoding="utf-8",
        timeout=HANG_SECONDS,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("141\n", "")


def test_streams_of_a_process_are_apart(service: Service) -> None:
    done = service.process("image", "create", str(CAT), "missing.png", "--project", "p")
    assert done.returncode == 5
    assert done.stdout.count("\n") == 1
    assert done.stderr.startswith("fastlabel: missing.png: ")


@pytest.mark.parametrize(
    ("rows", "room", "widths"),
    [
        ([["id", "n"], ["1234", "ab"]], 80, [4, 2]),
        ([["id", "a" * 30, "b" * 50]], 46, [2, 20, 20]),
        ([["id", "a" * 30, "猫" * 30]], 56, [2, 25, 25]),
        ([["a" * 30, "b" * 30]], 5, [30, 6]),
    ],
)
def test_widest_columns_yield_first(rows: list[list[str]], room: int, widths: list[int]) -> None:
    assert column_widths(rows, room) == widths
