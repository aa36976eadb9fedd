"""Mask shapes of LabelMe: a PNG of 0 and 1, with its first and last pixel. Loads numpy, Pillow."""

from __future__ import annotations

import binascii
import io
import math
from base64 import b64decode, b64encode

import numpy as np
from PIL import Image

from fastlabel._geometry.mask_trace import trace_mask
from fastlabel._media.images import opened_image
from fastlabel.converters._shared.areas import MaskWindow, translate
from fastlabel.errors import ErrorPath, FastLabelException, format_path, invalid


def encode_mask(window: MaskWindow) -> str:
    """PNG of a mask in base64."""
    png = io.BytesIO()
    Image.fromarray(window.mask.astype(np.uint8)).save(png, "PNG")
    return b64encode(png.getvalue()).decode()


def decode_mask(text: str, left: float, top: float, path: ErrorPath) -> list[list[list[float]]]:
    """Regions of a mask in base64 with its first pixel at `left`, `top`, along pixel edges."""
    try:
        with opened_image(b64decode(text, validate=True), format_path(path)) as image:
            pixels = np.asarray(image.convert("L")) > 0
    except FastLabelException:
        raise
    except (binascii.Error, ValueError, OSError, SyntaxError):
        invalid("expected an image in base64", path)
    if not pixels.any():
        invalid("no pixel is set", path)
    return translate(trace_mask(pixels), math.floor(left), math.floor(top))
