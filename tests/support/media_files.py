"""The real media that the demo brings, and where they lie."""

from __future__ import annotations

from pathlib import Path

import fastlabel

FOLDER = Path(fastlabel.__file__).parent / "demo" / "media"
CAT = FOLDER / "chelsea.png"
COFFEE = FOLDER / "coffee.png"
ROCKET = FOLDER / "rocket.jpg"
VIDEO = FOLDER / "bigbuckbunny.mp4"
