"""Benchmark: decode a page of JSON into models, against `json.loads`."""

from __future__ import annotations

import json

from benchmarks.ratios import memory, ratio, report
from benchmarks.reference_pages import image_page, video_page
from fastlabel.models import ImageTask, VideoTask


def main() -> None:
    """Print the table."""
    images, videos = image_page(), video_page()
    report(
        "image page, time × json.loads",
        ratio(lambda: ImageTask.list_from_json(images), lambda: json.loads(images)),
        1.2,
    )
    report(
        "image page, memory × plain dicts",
        memory(lambda: ImageTask.list_from_json(images)) / memory(lambda: json.loads(images)),
        1.5,
    )
    report(
        "video page, time × json.loads",
        ratio(lambda: VideoTask.list_from_json(videos), lambda: json.loads(videos)),
        0.75,
    )
    report(
        "video page, memory × plain dicts",
        memory(lambda: VideoTask.list_from_json(videos)) / memory(lambda: json.loads(videos)),
        0.8,
    )


if __name__ == "__main__":
    main()
