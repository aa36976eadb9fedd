"""Validate JSON from another team against the JSON Schema, and create tasks from valid records.

The schema reports every error with its JSON path. The other team can validate before sending, in
any language, with the same schema: `schemas/v1/image.create.json`.

Requires jsonschema (`pip install jsonschema`). Reads the access token from FASTLABEL_ACCESS_TOKEN;
`fastlabel sandbox` provides one for testing.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

import fastlabel
from fastlabel.schema import documents

VALIDATOR: Any = Draft202012Validator(documents()["image.create.json"])


def validation_errors(body: object) -> Iterator[str]:
    """Every error in a request body, with its JSON path."""
    for error in sorted(VALIDATOR.iter_errors(body), key=lambda error: error.json_path):
        for detail in errors_for_type(error):
            yield f"{detail.json_path}: {detail.message}"


def errors_for_type(error: Any) -> list[Any]:
    """The errors against the schema of the annotation's own type, if no type matches."""
    by_type: defaultdict[int, list[Any]] = defaultdict(list)
    for inner in error.context or ():
        by_type[inner.schema_path[0]].append(inner)
    for errors in by_type.values():
        if not any(inner.validator == "const" for inner in errors):
            return errors
    return [error]


def create(client: fastlabel.Client, line: str) -> str:
    """Create a task from a valid request body and return its id."""
    body = json.loads(line)
    return client.image.create(
        project=body["project"],
        name=body["name"],
        file=base64.b64decode(body["file"]),
        tags=body.get("tags", ()),
        annotations=body.get("annotations", ()),
    )


def write_sample(path: Path) -> None:
    """Write sample input from another team: one request body per line, some of them invalid."""
    image = base64.b64encode(Path("chelsea.png").read_bytes()).decode()
    valid = {"type": "bbox", "value": "cat", "points": [28, 0, 364, 292]}
    lists = [[valid], [{**valid, "points": [28, 0, 364]}], [{**valid, "kind": "tabby"}]]
    bodies: list[dict[str, object]] = [
        {"project": "partner", "name": f"{number}.png", "file": image, "annotations": annotations}
        for number, annotations in enumerate(lists, start=1)
    ]
    del bodies[2]["project"]
    path.write_text("".join(json.dumps(body) + "\n" for body in bodies), encoding="utf-8")


def main() -> None:
    """Create tasks from valid records and print the errors of the others."""
    write_sample(Path("partner.jsonl"))
    with fastlabel.Client() as client, Path("partner.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            errors = [*validation_errors(json.loads(line))]
            for error in errors:
                print(f"line {number}: {error}")
            if not errors:
                create(client, line)
                print(f"line {number}: created")


if __name__ == "__main__":
    main()
