from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from fastlabel.cli.application import app
from fastlabel.schema import documents


def run(*arguments: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, ["schema", *arguments])
    return result.exit_code, result.stdout.splitlines()


def test_export_writes_all_schemas_and_lists_them(tmp_path: Path) -> None:
    folder = tmp_path / "v1"
    code, lines = run("export", str(folder))
    assert code == 0
    assert [Path(line).name for line in lines] == sorted(documents())
    assert {path.name for path in folder.iterdir()} == set(documents())


def test_check_of_exported_schemas_says_nothing(tmp_path: Path) -> None:
    run("export", str(tmp_path))
    assert run("check", str(tmp_path)) == (0, [])


def test_check_has_a_line_for_each_difference_and_exits_with_1(tmp_path: Path) -> None:
    run("export", str(tmp_path))
    (tmp_path / "openapi.json").unlink()
    (tmp_path / "video.create.json").write_text("{}", encoding="utf-8")
    (tmp_path / "mine\x1b[31m.json").write_text("{}", encoding="utf-8")
    code, lines = run("check", str(tmp_path))
    assert code == 1
    assert len(lines) == 3
    assert "\x1b" not in "".join(lines)
    for name in ("openapi.json", "video.create.json", "mine\ufffd[31m.json"):
        assert any(line.startswith(name) for line in lines)
