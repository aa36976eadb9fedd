from __future__ import annotations

from pathlib import Path

import fastlabel
from fastlabel.models import NewImageTask
from tests.cli.support.service import Service
from tests.support.media_files import CAT


def test_journal_shows_what_came_of_each(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    fastlabel_client.image.create(project="p", name="taken", file_path=CAT)
    new = [NewImageTask(project="p", name=name, file_path=CAT) for name in ("one", "taken")]
    journal = tmp_path / "run.journal"
    report = fastlabel_client.image.create_many(new, journal=journal, progress=False)
    assert (report.created, report.failed) == (1, 1)
    done = service("journal", "show", journal, "--json")
    assert done.code == 0
    assert [(entry["name"], entry["state"]) for entry in done.json] == [
        ("one", "created"),
        ("taken", "failed"),
    ]
    assert done.json[0]["id"] == report.outcomes[0].task_id
    [cells] = service("journal", "show", journal, "--failed").cells
    assert cells[0] == "failed"
    assert cells[2] == "taken"
    assert "is taken" in cells[3]


def test_journal_that_is_none_is_reported_in_one_line(service: Service, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("no journal")
    for path in (other, tmp_path / "missing"):
        done = service("journal", "show", path)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("fastlabel: ")
        assert done.err.count("\n") == 1
