"""Create an image task with annotations and read it back.

Reads the access token from FASTLABEL_ACCESS_TOKEN. To run it without an account, start
`fastlabel sandbox` and set the variables that it prints.
"""

from __future__ import annotations

import fastlabel
from fastlabel.models import Attribute, BBox, Keypoint


def main() -> None:
    """Create a task, find it by id and print it."""
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
