from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

import fastlabel
from fastlabel.cli.export import EXPORT_FORMATS
from fastlabel.models import BBox, VideoBBox
from tests.cli.service import Service
from tests.media import CAT, COFFEE, VIDEO
from tests.recorder import Answer, recording

BOX = BBox(value="cat", points=(1, 2, 30, 40))


def test_coco_is_what_the_converter_writes(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    for path, status in ((CAT, "approved"), (COFFEE, "registered")):
        task_id = fastlabel_client.image.create(project="p", file_path=path, annotations=[BOX])
        assert service("image", "update", task_id, "--status", status).code == 0
    done = service("export", "coco", "p", "-o", tmp_path / "all.json")
    assert (done.code, done.out, done.err) == (0, f"{tmp_path / 'all.json'}: 2 tasks\n", "")
    written = json.loads((tmp_path / "all.json").read_bytes())
    assert written == fastlabel.to_coco(fastlabel_client.image.iter(project="p"))
    service("export", "coco", "p", "-o", tmp_path / "some.json", "--status", "approved")
    [image] = json.loads((tmp_path / "some.json").read_bytes())["images"]
    assert image["file_name"] == CAT.name


def test_what_coco_cannot_hold_is_told(service: Service, tmp_path: Path) -> None:
    circle = {"type": "circle", "value": "sun", "points": [1, 2, 3]}
    task = {"id": "1", "name": "a", "width": 9, "height": 9, "annotations": [circle]}
    with recording() as server:
        server.answers = [Answer(200, json.dumps([task]).encode()), Answer(200, b"[]")]
        done = service(
            "--base-url", server.url, "export", "coco", "p", "--output", tmp_path / "coco.json"
        )
    assert done.code == 0
    assert done.err.startswith("fastlabel: warning: to COCO: 0 of 1 annotations kept.")
    assert done.err.count("\n") == 1


def test_failure_leaves_an_older_file_as_it_was(service: Service, tmp_path: Path) -> None:
    older = tmp_path / "coco.json"
    older.write_text("older")
    done = service("--base-url", "http://127.0.0.1:9/", "export", "coco", "p", "-o", older)
    assert done.code == 1
    assert older.read_text() == "older"


def test_other_kinds(service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path) -> None:
    files = {"one.png": CAT, "two.png": COFFEE}
    fastlabel_client.multi_image.create(project="m", name="pair", files=files)
    done = service("export", "coco", "m", "-o", tmp_path / "m.json", "--kind", "multi-image")
    assert done.code == 0
    assert len(json.loads((tmp_path / "m.json").read_bytes())["images"]) == 2


def test_parquet_of_a_project_and_of_its_folder(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    fastlabel_client.image.create(project="p", file_path=CAT, annotations=[BOX])
    done = service("export", "parquet", "p", "-o", tmp_path / "tables")
    assert (done.code, done.out, done.err) == (0, f"{tmp_path / 'tables'}: 1 tasks\n", "")
    tables = fastlabel.arrow.read_parquet(tmp_path / "tables")
    assert fastlabel.arrow.tables_to_tasks(tables) == list(fastlabel_client.image.iter(project="p"))
    service("pull", "p", tmp_path / "home")
    assert service("export", "parquet", tmp_path / "home", "-o", tmp_path / "again").code == 0
    assert fastlabel.arrow.read_parquet(tmp_path / "again").annotations.num_rows == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("yolo", "labels/train/chelsea.txt"),
        ("yolo-segment", "labels/train/chelsea.txt"),
        ("voc", "Annotations/chelsea.xml"),
        ("labelme", "chelsea.json"),
        ("cvat", "annotations.xml"),
        ("masks", "masks/chelsea.png"),
    ],
)
def test_folders_of_other_formats(
    service: Service,
    fastlabel_client: fastlabel.Client,
    tmp_path: Path,
    name: str,
    file: str,
) -> None:
    fastlabel_client.image.create(project="p", file_path=CAT, annotations=[BOX])
    done = service("export", name, "p", "-o", tmp_path / "set")
    assert (done.code, done.out) == (0, f"{tmp_path / 'set'}: 1 tasks\n")
    assert (tmp_path / "set" / file).is_file(), sorted((tmp_path / "set").rglob("*"))


def test_every_format_has_its_converter() -> None:
    for form in EXPORT_FORMATS:
        home, name = form.converter.rsplit(".", 1)
        assert callable(getattr(import_module(home), name))


def test_tracks_of_videos(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    hare = VideoBBox.from_keyframes({1: (0, 0, 10, 20), 3: (2, 2, 12, 22)}, value="hare")
    fastlabel_client.video.create(project="v", file_path=VIDEO, annotations=[hare])
    done = service("export", "mot", "v", "-o", tmp_path / "set", "--kind", "video")
    assert done.code == 0
    [rows] = (tmp_path / "set").rglob("gt.txt")
    assert len(rows.read_text().splitlines()) == 3
