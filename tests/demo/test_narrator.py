from __future__ import annotations

import pytest

from fastlabel.demo.narrator import Narrator
from tests.demo.support.recorded_stage import RecordedStage


def test_call_is_shown_before_it_is_made() -> None:
    stage = RecordedStage()

    def fail(divisor: int) -> float:
        return 1 / divisor

    with pytest.raises(ZeroDivisionError):
        Narrator(stage).ask("divide", fail, 0)
    assert (stage.codes, stage.answers) == (["divide(0)"], [])


def test_task_that_is_not_there_is_shown_as_none() -> None:
    stage = RecordedStage()
    Narrator(stage).show_task(None)
    assert stage.answers == ["None"]
