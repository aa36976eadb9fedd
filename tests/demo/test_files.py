from __future__ import annotations

from pathlib import Path

import pytest

from fastlabel.demo.run import MEDIA, make_folder, open_media
from fastlabel.errors import FastLabelInvalidException
from tests.support.media_files import FOLDER


def test_media_are_all_there_with_their_licences() -> None:
    with open_media() as media:
        assert sorted(media) == sorted(MEDIA)
        assert all(path.stat().st_size > 100_000 for path in media.values())
    licences = (FOLDER / "LICENSES.md").read_text(encoding="utf-8")
    assert all(name in licences for name in MEDIA)
    assert {path.name for path in FOLDER.iterdir()} == {*MEDIA, "LICENSES.md"}


def test_make_folder_makes_all_of_it_once(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert make_folder(folder) == make_folder(folder) == folder
    assert folder.is_dir()


def test_make_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(FastLabelInvalidException, match="out: cannot create the folder"):
        make_folder(tmp_path / "a" / "b")
