"""The schemas and the models agree on documents that nobody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schema.support.beyond_json_schema import unseen_in_body
from tests.schema.support.bodies import NEW_TASKS, READ_TASKS, sent
from tests.schema.support.mutations import Steps, mutated
from tests.schema.support.two_validators import (
    NEW,
    SCHEMAS,
    model_reads,
    model_sends,
    problems,
    schema_reads,
    schema_sends,
)
from tests.support.wire_strategies import Json

every_kind = pytest.mark.parametrize("kind", sorted(NEW))


@every_kind
@given(data=st.data())
def test_response_schema_accepts_what_the_service_could_send(
    kind: str, data: st.DataObject
) -> None:
    wire = data.draw(READ_TASKS[kind])
    assert problems(SCHEMAS[f"{kind}.response.json"], wire) == []


def is_readable_twice(steps: Steps, action: str, value: object) -> bool:
    # Which texts are times is more than a validator has to know.
    is_time = steps[-1] in {"createdAt", "updatedAt"}
    return not (is_time and action == "set" and isinstance(value, str))


@every_kind
@given(data=st.data())
def test_response_schema_and_model_agree(kind: str, data: st.DataObject) -> None:
    wire = data.draw(mutated(READ_TASKS[kind], is_readable_twice))
    assert schema_reads(kind, wire) is model_reads(kind, wire)


@every_kind
@given(data=st.data())
def test_create_schema_accepts_what_is_sent(kind: str, data: st.DataObject) -> None:
    body = sent(kind, data.draw(NEW_TASKS[kind]))
    assert problems(SCHEMAS[f"{kind}.create.json"], body) == []
    assert model_sends(kind, body)


@every_kind
@given(data=st.data())
def test_create_schema_and_models_agree_but_for_what_no_schema_sees(
    kind: str, data: st.DataObject
) -> None:
    body: Json = data.draw(mutated(NEW_TASKS[kind].map(lambda arguments: sent(kind, arguments))))
    seen = schema_sends(kind, body) and not any(unseen_in_body(body))
    assert model_sends(kind, body) is seen
