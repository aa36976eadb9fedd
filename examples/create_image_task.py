"""Create an image task with annotations, and read it back.

The token comes from FASTLABEL_ACCESS_TOKEN. To try it without an account, start `fastlabel sandbox`
and set FASTLABEL_API_URL as it says.
"""

from __future__ import annotations

import fastlabel
from fastlabel.models import Attribute, BBox, Keypoint


def main() -> None:
    """Create, find, and print."""
    with fastlabel.Client() as client:
        task_id = client.image.create(
            project="YOUR_PROJECT_SLUG",
            file_path="chelsea.png",
            annotations=[
                BBox(
                    value="cat",
                    points=(28, 0, 364, 292),
                    attributes=[Attribute(key="coat", value="tabby")],
                ),
                Keypoint(value="nose", points=(266, 241)),
            ],
        )
        task = client.image.find(task_id)
    print(task.name, task.status, [annotation.type for annotation in task.annotations])


if __name__ == "__main__":
    main()
