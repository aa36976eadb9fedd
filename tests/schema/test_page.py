"""The blocks of docs/schemas.md that are not Python do what the page says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.schema.support.corpus import VIEWS, documents_of
from tests.schema.support.node_tools import FOLDER, needs_node, output_of, program

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "schemas.md").read_text(encoding="utf-8")
HEADERS = "#include <nlohmann/json.hpp>\n#include <valijson/validator.hpp>\n"


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def output_after(language: str) -> str:
    """What the block without a language that follows says is printed."""
    _, _, rest = PAGE.partition(block(language))
    found = re.match(r"```\n\n```\n(.*?)^```$", rest, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def beside(folder: Path, name: str, text: str) -> Path:
    """A file that finds the schemas and node's packages where the page says they are."""
    (folder / "schemas").symlink_to(ROOT / "schemas")
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@needs_node
def test_javascript(tmp_path: Path) -> None:
    script = beside(tmp_path, "example.mjs", block("js"))
    assert output_of(script, folder=tmp_path) == output_after("js")


@needs_node
def test_typescript(tmp_path: Path) -> None:
    source = beside(tmp_path, "example.mts", block("ts"))
    options = ("--strict", "--noEmit", "--module", "nodenext")
    output_of(program("typescript", "bin/tsc"), *options, source, folder=tmp_path)


@pytest.fixture(scope="module")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("g++")
    if compiler is None or not compiles(compiler, HEADERS):
        pytest.skip("needs g++, valijson and nlohmann/json")
    folder = tmp_path_factory.mktemp("cpp")
    (folder / "validate.cpp").write_text(block("cpp"), encoding="utf-8")
    command, _ = output_after("cpp").removeprefix("$ ").split("\n", 1)
    subprocess.run(command.split(), cwd=folder, check=True)
    return folder / "validate"


def compiles(compiler: str, source: str) -> bool:
    command = [compiler, "-std=c++17", "-E", "-x", "c++", "-"]
    done = subprocess.run(command, input=source, capture_output=True, check=False, text=True)
    return done.returncode == 0


def refused(validate: Path, view: str, bodies: list[str]) -> tuple[int, list[str]]:
    done = subprocess.run(
        [validate, ROOT / "schemas" / "v1" / f"{view}.json"],
        input="".join(f"{body}\n" for body in bodies).encode(),
        capture_output=True, check=False,
    )  # fmt: skip
    assert not done.stderr
    # What it quotes of a body may hold whatever else ends a line for Python.
    return done.returncode, done.stdout.decode().removesuffix("\n").split("\n")


def test_cpp_prints_what_the_page_says(validate: Path) -> None:
    good = '{"project": "cats", "name": "cat.png", "file": "AAAA"}'
    bad = f'{good[:-1]}, "annotations": [{{"type": "bbox", "value": "cat", "points": [0, 0, 4]}}]}}'
    *_, expected = output_after("cpp").splitlines()
    assert refused(validate, "image.create", [good, bad]) == (1, [expected])
    assert refused(validate, "image.create", [good]) == (0, [""])


@needs_node
@pytest.mark.parametrize("view", [view for view in VIEWS if view.endswith("create")])
def test_cpp_agrees_with_ajv(validate: Path, view: str) -> None:
    bodies = documents_of(view, 1000)
    given = "".join(f"{view}\t{body}\n" for body in bodies)
    verdicts = output_of(FOLDER / "verdicts.mjs", given=given).splitlines()
    expected = [number for number, verdict in enumerate(verdicts, 1) if verdict == "00"]
    code, lines = refused(validate, view, bodies)
    assert code == 1
    assert [int(re.findall(r"\d+", line)[0]) for line in lines] == expected
    assert 200 <= len(expected) <= 800
