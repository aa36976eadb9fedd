"""Pictures of tasks with their annotations on them, and the frames of a video.

Needs Pillow, and PyAV for videos: `pip install pillow av`.

```python
task = client.image.find(task_id)
fastlabel.draw(task, "chelsea.png").save("overlay.png")
```

An image is given as a Pillow image, a path or bytes; nothing is fetched. Its pixels are taken as
stored: a rotation in the file's metadata is not applied. `font` is a TrueType or OpenType file for
the labels; without one it is Pillow's own font, which has little beyond ASCII.
"""

from __future__ import annotations

from fastlabel._media.video import read_frames
from fastlabel.drawing.colors import color_of
from fastlabel.drawing.contact_sheet import contact_sheet, drawings
from fastlabel.drawing.draw import draw, draw_annotations, draw_content, draw_frame

__all__ = [
    "color_of",
    "contact_sheet",
    "draw",
    "draw_annotations",
    "draw_content",
    "draw_frame",
    "drawings",
    "read_frames",
]
