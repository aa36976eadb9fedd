"""Images that declare a huge size are refused before a pixel is decoded."""

from __future__ import annotations

import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from fastlabel._media.images import opened_image
from fastlabel._media.probe import probe_media
from fastlabel.drawing import draw_annotations
from fastlabel.errors import FastLabelInvalidException
from tests.support.media_files import CAT


def png(width: int, height: int) -> bytes:
    """The header of a PNG, and pixels for nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    pixels = zlib.compress(b"\0" * 1000)
    chunks = chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def other(form: str) -> bytes:
    """A small image of another format, whose header then says 50,000 x 50,000."""
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, form)
    data = bytearray(file.getvalue())
    if form == "BMP":
        data[18:26] = (50_000).to_bytes(4, "little") * 2
    elif form == "GIF":
        data[6:10] = (50_000).to_bytes(2, "little") * 2
    else:
        frame = data.index(b"\xff\xc0")
        data[frame + 5 : frame + 9] = (50_000).to_bytes(2) * 2
    return bytes(data)


BOMBS = {
    "png": png(50_000, 50_000),
    "png that Pillow only warns of": png(10_000, 10_000),
    "jpeg": other("JPEG"),
    "bmp": other("BMP"),
    "gif": other("GIF"),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bomb_is_refused_with_its_path(bomb: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(bomb)
    for image in (bomb, path, str(path)):
        with pytest.raises(FastLabelInvalidException, match=r"^<Response \[422\]> image: .*pixels"):
            draw_annotations(image, [])


@pytest.mark.parametrize("name", ["png", "png that Pillow only warns of", "jpeg"])
def test_sandbox_refuses_bombs(name: str) -> None:
    match = r"file: \d+ x \d+ pixels are too many to decode"
    with pytest.raises(FastLabelInvalidException, match=match):
        probe_media("image", BOMBS[name], "file")


def test_threads_do_not_share_a_filter() -> None:
    """`warnings.catch_warnings` would let some of them through, and others' warnings vanish."""

    def is_refused(_: int) -> bool:
        try:
            with opened_image(BOMBS["png that Pillow only warns of"], "image"):
                return False
        except FastLabelInvalidException:
            return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(is_refused, range(400)))


def test_nothing_is_warned_of_and_the_filters_stay_as_they_are() -> None:
    code = """
import sys, warnings
from fastlabel.errors import FastLabelInvalidException
from fastlabel._media.images import opened_image
before = list(warnings.filters)
try:
    with opened_image(sys.stdin.buffer.read(), "image"):
        pass
except FastLabelInvalidException as error:
    print(error.message.split(";")[0])
assert warnings.filters[-len(before):] == before
"""
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", code],
        input=BOMBS["png that Pillow only warns of"],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert done.stdout == b"image: 10000 x 10000 pixels are too many to decode\n"


@pytest.mark.parametrize(("limit", "is_opened"), [(451 * 300, True), (451 * 300 - 1, False)])
def test_limit_is_that_of_pillow(
    monkeypatch: pytest.MonkeyPatch, limit: int, is_opened: bool
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    if is_opened:
        assert draw_annotations(CAT, []).size == (451, 300)
    else:
        with pytest.raises(FastLabelInvalidException, match="451 x 300 pixels are too many"):
            draw_annotations(CAT, [])


def test_without_the_limit_of_pillow_any_size_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    with opened_image(BOMBS["png"], "image") as image:
        assert image.size == (50_000, 50_000)
