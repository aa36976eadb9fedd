"""Generate the images of the documentation with `fastlabel.drawing`, from the media of the demo.

python scripts/site_pictures.py            # write docs/shapes/*.jpg and docs/video.webp
python scripts/site_pictures.py --check    # fail if they are out of date
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
_PAUSE: Final = 160  # milliseconds, the speed of the clip
_WIDTH: Final = 432  # pixels
# JPEG and WebP change colors slightly, differently in each version of an encoder.
_MIN_DIFFERENCE: Final = 96  # of 255
_MAX_CHANGED: Final = 0.002  # of the pixels


def shapes() -> Iterator[tuple[str, Picture]]:
    """The name and an image of each annotation type."""
    for annotation in COFFEE:
        yield (
            annotation.type,
            draw_annotations(_MEDIA / "coffee.png", [annotation], max_size=_WIDTH),
        )
    yield "video_bbox", fastlabel.contact_sheet(_TASK, _CLIP, frames=_STILLS, columns=3, tile=220)


def film() -> list[Picture]:
    """Frames of the clip with the boxes of the rabbit."""
    frames = read_frames(_CLIP, range(1, max(RABBIT[0].points) + 1, _EVERY))
    return [draw_frame(picture, _TASK, number, max_size=_WIDTH) for number, picture in frames]


def write(folder: Path) -> None:
    """Write all images to a folder."""
    (folder / "shapes").mkdir(exist_ok=True)
    for name, picture in shapes():
        picture.save(folder / "shapes" / f"{name}.jpg", quality=85, subsampling=0, optimize=True)
    first, *others = film()
    first.save(
        folder / "video.webp", save_all=True, append_images=others, duration=_PAUSE, quality=40
    )


def check(folder: Path) -> list[str]:
    """The names of images that are missing or out of date."""
    drawn = [(f"shapes/{name}.jpg", [picture]) for name, picture in shapes()]
    return [
        name
        for name, pictures in [*drawn, ("video.webp", film())]
        if not (folder / name).exists() or not _shows(folder / name, pictures)
    ]


def _shows(path: Path, pictures: list[Picture]) -> bool:
    with Image.open(path) as file:
        stored = [frame.convert("RGB") for frame in ImageSequence.Iterator(file)]
    return len(stored) == len(pictures) and all(map(_alike, stored, pictures))


def _alike(stored: Picture, drawn: Picture) -> bool:
    if stored.size != drawn.size:
        return False
    threshold = [0] * _MIN_DIFFERENCE + [255] * (256 - _MIN_DIFFERENCE)
    bands = ImageChops.difference(stored, drawn).point(threshold * 3).split()
    changed = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return changed.histogram()[255] <= _MAX_CHANGED * stored.width * stored.height


def main() -> int:
    """Write the images, or with `--check` compare them."""
    if "--check" not in sys.argv[1:]:
        write(DOCS)
        return 0
    for name in (outdated := check(DOCS)):
        print(f"docs/{name} is out of date: run python scripts/site_pictures.py")  # noqa: T201
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
