"""Makes the documentation's pictures with `fastlabel.drawing`, from the media of the demo.

python scripts/site_pictures.py            # write docs/shapes/*.jpg and docs/video.webp
python scripts/site_pictures.py --check    # fail if they show something else
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageSequence
from PIL.Image import Image as Picture

import fastlabel
from fastlabel.demo.annotations import COFFEE, RABBIT
from fastlabel.drawing import draw_annotations, draw_frame, read_frames
from fastlabel.models import TaskId, VideoTask

__all__ = ["check", "film", "main", "shapes", "write"]

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
_MEDIA: Final = Path(fastlabel.__file__).parent / "demo" / "media"
_CLIP: Final = _MEDIA / "bigbuckbunny.mp4"
_TASK: Final = VideoTask(id=TaskId("1"), name=_CLIP.name, annotations=RABBIT)
_STILLS: Final = (1, 43, 86)
_EVERY: Final = 4  # frames
_PAUSE: Final = 160  # milliseconds: as fast as the clip itself
_WIDTH: Final = 432  # pixels
# JPEG and WebP change colours a little, and each version of an encoder its own.
_FAR: Final = 96  # of 255
_MOST_FAR: Final = 0.002  # of the pixels


def shapes() -> Iterator[tuple[str, Picture]]:
    """A name and a picture of each annotation type."""
    for annotation in COFFEE:
        yield (
            annotation.type,
            draw_annotations(_MEDIA / "coffee.png", [annotation], max_size=_WIDTH),
        )
    yield "video_bbox", fastlabel.contact_sheet(_TASK, _CLIP, frames=_STILLS, columns=3, tile=220)


def film() -> list[Picture]:
    """Frames of the clip with the boxes that follow the rabbit."""
    frames = read_frames(_CLIP, range(1, max(RABBIT[0].points) + 1, _EVERY))
    return [draw_frame(picture, _TASK, number, max_size=_WIDTH) for number, picture in frames]


def write(folder: Path) -> None:
    """Write all of them below a folder."""
    (folder / "shapes").mkdir(exist_ok=True)
    for name, picture in shapes():
        picture.save(folder / "shapes" / f"{name}.jpg", quality=85, subsampling=0, optimize=True)
    first, *others = film()
    first.save(
        folder / "video.webp", save_all=True, append_images=others, duration=_PAUSE, quality=40
    )


def check(folder: Path) -> list[str]:
    """The names of those that are missing, or show something else than what is drawn now."""
    drawn = [(f"shapes/{name}.jpg", [picture]) for name, picture in shapes()]
    return [
        name
        for name, pictures in [*drawn, ("video.webp", film())]
        if not (folder / name).exists() or not _shows(folder / name, pictures)
    ]


def _shows(path: Path, pictures: list[Picture]) -> bool:
    with Image.open(path) as file:
        kept = [frame.convert("RGB") for frame in ImageSequence.Iterator(file)]
    return len(kept) == len(pictures) and all(map(_alike, kept, pictures))


def _alike(kept: Picture, drawn: Picture) -> bool:
    if kept.size != drawn.size:
        return False
    far = [0] * _FAR + [255] * (256 - _FAR)
    bands = ImageChops.difference(kept, drawn).point(far * 3).split()
    changed = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return changed.histogram()[255] <= _MOST_FAR * kept.width * kept.height


def main() -> int:
    """Write the pictures, or with `--check` compare them."""
    if "--check" not in sys.argv[1:]:
        write(DOCS)
        return 0
    for name in (wrong := check(DOCS)):
        print(f"docs/{name} is out of date: run python scripts/site_pictures.py")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
