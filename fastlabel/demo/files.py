"""The demo's media, and the files that it writes."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from fastlabel.checks import refuse

__all__ = ["MEDIA", "make_folder", "open_media"]

MEDIA: Final = ("bigbuckbunny.mp4", "chelsea.png", "coffee.png", "rocket.jpg")


@contextmanager
def open_media() -> Generator[dict[str, Path]]:
    """The media that come with the package: name → path, for as long as the block lasts."""
    folder = files("fastlabel").joinpath("demo_media")
    with ExitStack() as opened:
        yield {name: opened.enter_context(as_file(folder.joinpath(name))) for name in MEDIA}


def make_folder(path: Path) -> Path:
    """Make a folder to write to, unless it is there.

    Raises:
        FastLabelInvalidException: It is a file, or cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(f"out: cannot make the folder {path}: {error.strerror}")
    return path
