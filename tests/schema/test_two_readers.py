"""Two readers that share no code give one verdict on very many documents: ajv, and the models.

`unseen` lists what the schemas cannot tell. A document that they accept is refused by the models
for one of those reasons or not at all; none that they refuse is taken by the models.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from tests.schema.support.beyond_json_schema import (
    FILE_IS_NO_BASE64,
    INVERTED,
    NO_AREA,
    NO_SUCH_IMAGE,
    ODD_COUNT,
    SAME_NAME,
    WHOLE_FRACTION,
    unseen_in_answer,
    unseen_in_body,
)
from tests.schema.support.corpus import VIEWS, documents_of
from tests.schema.support.node_tools import FOLDER, needs_node, output_of
from tests.schema.support.two_validators import DOCUMENTS, model_reads_text, model_sends

pytestmark = needs_node
every_view = pytest.mark.parametrize("view", VIEWS)

DOCUMENTS_PER_VIEW = 12_500
AT_LEAST_COMPARED = 10_000
AT_LEAST_OF_EACH = 0.2

IN_FILES = {FILE_IS_NO_BASE64}
IN_SHAPES = {*IN_FILES, NO_AREA, INVERTED, ODD_COUNT}
WHOLE = {WHOLE_FRACTION}
UNSEEN = {
    "image.create": IN_SHAPES,
    "image_classification.create": IN_FILES,
    "multi_image.create": {*IN_SHAPES, SAME_NAME, NO_SUCH_IMAGE},
    "video.create": {*IN_FILES, INVERTED},
    **{view: WHOLE for view in VIEWS if view.endswith("response")},
}


@dataclass(frozen=True, slots=True)
class Judged:
    text: str
    by_schema: bool
    by_component: bool


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Judged]]:
    texts = {view: documents_of(view, DOCUMENTS_PER_VIEW) for view in VIEWS}
    lines = [f"{view}\t{text}\n" for view in VIEWS for text in texts[view]]
    verdicts = iter(output_of(FOLDER / "verdicts.mjs", given="".join(lines)).splitlines())
    return {
        view: [Judged(text, *(mark == "1" for mark in next(verdicts))) for text in texts[view]]
        for view in VIEWS
    }


def model_takes(view: str, text: str) -> bool:
    kind, _, side = view.partition(".")
    return model_sends(kind, json.loads(text)) if side == "create" else model_reads_text(kind, text)


def reasons(view: str, text: str) -> list[str]:
    unseen = unseen_in_body if view.endswith("create") else unseen_in_answer
    return list(unseen(json.loads(text)))


@every_view
def test_ajv_and_the_models_agree(view: str, judged: dict[str, list[Judged]]) -> None:
    verdicts: Counter[bool] = Counter()
    unseen: set[str] = set()
    for document in judged[view]:
        why = reasons(view, document.text) if document.by_schema else []
        taken = model_takes(view, document.text)
        assert taken is (document.by_schema and not why), document.text
        unseen |= set(why)
        if not why:
            verdicts[taken] += 1
    assert verdicts.total() >= AT_LEAST_COMPARED
    assert min(verdicts[True], verdicts[False]) >= AT_LEAST_OF_EACH * verdicts.total()
    assert unseen
    assert unseen <= UNSEEN[view]


@every_view
def test_component_of_openapi_says_what_the_schema_says(
    view: str, judged: dict[str, list[Judged]]
) -> None:
    for document in judged[view]:
        assert document.by_component is document.by_schema, document.text


def test_every_schema_compiles_in_strict_mode() -> None:
    """With OpenAPI's vocabulary declared, so do the components of its document."""
    openapi: Any = DOCUMENTS["openapi.json"]
    expected = {*VIEWS, *openapi["components"]["schemas"]}
    assert set(output_of(FOLDER / "compiled.mjs").splitlines()) == expected


TIMES = [
    ("2021-02-22T11:25:27Z", True, True),
    ("2021-02-30T11:25:27Z", False, False),
    # The schemas ask for what RFC 3339 says; the models also read what is clear without it.
    ("2021-02-22T11:25:27", False, True),
    ("2021-02-22", False, True),
    ("20210222T112527Z", False, True),
    # What Python has no moment for, or no such spelling.
    ("2016-12-31T23:59:60Z", True, False),
    ("2021-02-22t11:25:27z", True, False),
]


def test_times_that_not_all_read() -> None:
    texts = [json.dumps({"id": "1", "name": "a.png", "createdAt": time}) for time, *_ in TIMES]
    given = "".join(f"image.response\t{text}\n" for text in texts)
    by_ajv = [line == "11" for line in output_of(FOLDER / "verdicts.mjs", given=given).split()]
    by_model = [model_reads_text("image", text) for text in texts]
    assert [*zip((time for time, *_ in TIMES), by_ajv, by_model, strict=True)] == TIMES
