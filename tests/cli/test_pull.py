from __future__ import annotations

import json
from pathlib import Path

import pytest

import fastlabel
from fastlabel.models import BBox
from tests.cli.support.service import Service
from tests.support.media_files import CAT, COFFEE, VIDEO


@pytest.fixture
def cat(fastlabel_client: fastlabel.Client) -> str:
    box = BBox(value="cat", points=(1, 2, 30, 40))
    return fastlabel_client.image.create(project="p", file_path=CAT, annotations=[box])


def test_pull_twice_fetches_once(service: Service, cat: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = service("pull", "p", home)
    assert first.code == 0
    assert first.cells == [["fetched", cat, f"media/{CAT.name}"]]
    assert (home / "media" / CAT.name).read_bytes() == CAT.read_bytes()
    again = service("pull", "p", home)
    assert (again.code, again.cells) == (0, [])
    assert "1 tasks: 0 fetched, 1 unchanged, 0 failed" in again.err


def test_pull_of_what_changed(
    service: Service, fastlabel_client: fastlabel.Client, cat: str, tmp_path: Path
) -> None:
    service("pull", "p", tmp_path)
    fastlabel_client.tasks.delete(cat)
    coffee = fastlabel_client.image.create(project="p", file_path=COFFEE)
    done = service("pull", "p", tmp_path, "--json", "--prune")
    assert [(line["status"], line["id"], line["error"]) for line in done.json] == [
        ("fetched", coffee, None)
    ]
    assert "1 pruned" in done.err
    assert [path.name for path in (tmp_path / "media").iterdir()] == [COFFEE.name]


def test_pull_without_media_and_by_tag(
    service: Service, fastlabel_client: fastlabel.Client, cat: str, tmp_path: Path
) -> None:
    fastlabel_client.tasks.update(cat, tags=["wanted"])
    fastlabel_client.image.create(project="p", file_path=COFFEE)
    assert service("pull", "p", tmp_path, "--no-media", "--tag", "wanted").code == 0
    lines = (tmp_path / "tasks.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [cat]
    assert not (tmp_path / "media").exists()


def test_folder_of_another_project_is_refused(service: Service, cat: str, tmp_path: Path) -> None:
    service("pull", "p", tmp_path)
    refused = service("pull", "q", tmp_path)
    assert refused.code == 1
    assert refused.err.startswith("fastlabel: ")
    assert (tmp_path / "media" / CAT.name).exists(), cat


def test_export_of_a_pulled_folder(
    service: Service, fastlabel_client: fastlabel.Client, cat: str, tmp_path: Path
) -> None:
    service("pull", "p", tmp_path)
    fastlabel_client.tasks.delete(cat)
    coco = tmp_path / "coco.json"
    assert service("export", "coco", tmp_path, "--output", coco).code == 0
    assert json.loads(coco.read_text())["annotations"][0]["bbox"] == [1, 2, 29, 38]
    refused = service("export", "coco", tmp_path, "--output", coco, "--tag", "x")
    assert refused.code == 2


def test_pull_of_videos(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    fastlabel_client.video.create(project="v", file_path=VIDEO)
    done = service("pull", "v", tmp_path, "--kind", "video")
    assert done.cells[0][2] == f"media/{VIDEO.name}"
