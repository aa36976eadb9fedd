"""Writing the documents, and comparing files with the models."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from fastlabel._files.atomic import atomic_write
from fastlabel.errors import FastLabelInvalidException
from fastlabel.schema import check, documents, export

COMMITTED = Path(__file__).parents[2] / "schemas" / "v1"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_committed_schemas_are_those_of_the_models() -> None:
    differences = check(COMMITTED)
    assert not differences, f"{differences}: run `fastlabel schema export schemas/v1`"


def test_export_writes_what_check_finds_equal(tmp_path: Path) -> None:
    folder = tmp_path / "schemas" / "v1"
    written = export(folder)
    assert written == sorted(folder.iterdir())
    assert {path.name for path in written} == set(documents())
    assert check(folder) == []


def test_export_takes_a_path_as_text(tmp_path: Path) -> None:
    export(str(tmp_path))
    assert check(str(tmp_path)) == []


def test_export_writes_readable_text(tmp_path: Path) -> None:
    expected = documents()
    for path in export(tmp_path):
        text = path.read_bytes().decode()
        assert text.startswith('{\n  "')
        assert text.endswith("\n}\n")
        assert "\\u" not in text
        assert list(json.loads(text)) == list(expected[path.name])


def test_export_replaces_old_documents_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "image.create.json").write_text("{}")
    (tmp_path / "mine.json").write_text("{}")
    (tmp_path / "README.md").write_text("mine")
    export(tmp_path)
    assert check(tmp_path) == ["mine.json: unknown schema"]
    assert (tmp_path / "mine.json").read_text() == "{}"
    assert (tmp_path / "README.md").read_text() == "mine"


def test_export_leaves_files_that_others_may_read(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    assert {path.stat().st_mode for path in export(tmp_path)} == {usual.stat().st_mode}


def test_export_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "image.create.json").write_text("old")

    @contextmanager
    def write_but_the_last(path: Path) -> Generator[BinaryIO]:
        with atomic_write(path) as file:
            if "video.response" in path.name:
                file.write(b"half")
                raise OSError(28, "No space left on device")
            yield file

    monkeypatch.setattr("fastlabel.schema.files.atomic_write", write_but_the_last)
    with pytest.raises(OSError, match="No space left"):
        export(tmp_path)
    assert contents(tmp_path) == {"image.create.json": b"old"}


@pytest.mark.parametrize("call", [export, check])
def test_a_file_is_no_directory(tmp_path: Path, call: Callable[[Path], object]) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(FastLabelInvalidException, match="file' is not a directory"):
        call(path)


def test_check_notices_an_edited_file(tmp_path: Path) -> None:
    export(tmp_path)
    path = tmp_path / "image.create.json"
    path.write_text(path.read_text(encoding="utf-8").replace("minItems", "maxItems", 1), "utf-8")
    assert check(tmp_path) == ["image.create.json: differs from the models"]


def test_check_notices_a_file_that_is_no_json(tmp_path: Path) -> None:
    export(tmp_path)
    (tmp_path / "openapi.json").write_bytes(b"\xff\xfe")
    assert check(tmp_path) == ["openapi.json: differs from the models"]


def test_check_notices_a_missing_and_an_extra_file(tmp_path: Path) -> None:
    export(tmp_path)
    (tmp_path / "video.create.json").rename(tmp_path / "audio.create.json")
    assert check(tmp_path) == ["audio.create.json: unknown schema", "video.create.json: missing"]


def test_check_of_no_directory_misses_every_file(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    assert check(folder) == [f"{name}: missing" for name in sorted(documents())]
    assert not folder.exists()


def test_check_takes_the_line_ends_of_windows(tmp_path: Path) -> None:
    for path in export(tmp_path):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert check(tmp_path) == []
