"""Whether a page shows what `fastlabel.drawing` draws."""

from __future__ import annotations

from io import BytesIO
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.Image import Image as Picture
from PIL.Image import Resampling
from playwright.sync_api import Locator

Change: TypeAlias = NDArray[np.float64]
_SIZE: Final = (64, 64)


def screenshot(part: Locator) -> Picture:
    """What is seen of an element."""
    return Image.open(BytesIO(part.screenshot())).convert("RGB")


def changed(before: Picture, after: Picture) -> Change:
    """What was drawn, by channels of small pictures, where neither fonts nor smooth edges count."""
    return _small(after) - _small(before)


def missed(shown: Change, drawn: Change) -> float:
    """How much of what was drawn is not shown: 0 is nothing, 1 is all, more is something else."""
    return float(np.abs(shown - drawn).sum() / np.abs(drawn).sum())


def apart(one: Picture, other: Picture) -> float:
    """The mean difference of small pictures, of 255."""
    return float(np.abs(changed(one, other)).mean())


def _small(picture: Picture) -> Change:
    small = picture.convert("RGB").resize(_SIZE, Resampling.BOX)
    return np.asarray(small, dtype=np.float64)
