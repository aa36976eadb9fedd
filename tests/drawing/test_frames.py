from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from fastlabel.drawing import read_frames
from fastlabel.errors import FastLabelInvalidException, MissingExtraError, MissingFileError
from tests.drawing.support.small_images import at, encoded, white


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five frames, each lighter than the one before."""
    path = tmp_path_factory.mktemp("video") / "grey.mp4"
    container: Any
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "a title"
        stream = container.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for level in range(5):
            image = Image.new("RGB", (64, 48), (50 * level,) * 3)
            # Its types are unknown to strict checkers.
            frame: Any = av.VideoFrame
            container.mux(stream.encode(frame.from_image(image)))
        container.mux(stream.encode(None))
    return path


def levels(frames: Iterable[tuple[int, Image.Image]]) -> dict[int, int]:
    """Frame number → which of the greys it has."""
    return {number: round(at(picture, 30, 20)[0] / 50) for number, picture in frames}


def test_read_frames_counts_from_one_in_the_order_of_the_video(video: Path) -> None:
    assert levels(read_frames(video, [5, 2, 2])) == {2: 1, 5: 4}
    assert list(levels(read_frames(str(video), [3, 1]))) == [1, 3]


def test_read_frames_takes_bytes(video: Path) -> None:
    assert levels(read_frames(video.read_bytes(), [1])) == {1: 0}


def test_read_frames_takes_metadata_that_is_not_utf_8(video: Path) -> None:
    content = video.read_bytes()
    assert b"a title" in content
    assert levels(read_frames(content.replace(b"a title", b"a titl\xe9"), [1])) == {1: 0}


def test_read_frames_of_none_gives_none(video: Path) -> None:
    assert not levels(read_frames(video, []))


def test_read_frames_beyond_the_end_says_how_many_there_are(video: Path) -> None:
    frames = read_frames(video, [5, 9])
    assert next(frames)[0] == 5
    with pytest.raises(FastLabelInvalidException, match="frames: 9, the video has 5 frames"):
        next(frames)


def test_read_frames_below_one_is_refused(video: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match="frame: 0, the first frame is 1"):
        list(read_frames(video, [0, 1]))


def test_read_frames_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"there is no file '.*no\.mp4'"):
        list(read_frames(tmp_path / "no.mp4", [1]))


@pytest.mark.parametrize("content", [b"", b"no video", encoded(white())[:40]])
def test_read_frames_refuses_what_is_no_video(content: bytes) -> None:
    with pytest.raises(FastLabelInvalidException, match="not a readable video"):
        list(read_frames(content, [1]))


@pytest.mark.parametrize(("module", "name"), [("PIL", "pillow"), ("av", "av")])
def test_missing_extra_names_the_pip_command(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, video: Path
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=f"{name}: pip install {name}"):
        list(read_frames(video, [1]))
