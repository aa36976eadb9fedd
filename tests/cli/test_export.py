from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fastlabel
from fastlabel.models import BBox, ImageAnnotation, Keypoint, Line, Segmentation, VideoBBox
from tests.cli.support.service import Service, Shown
from tests.support.media_files import CAT, COFFEE, VIDEO
from tests.support.recording_server import Answer, recording

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


def test_what_coco_cannot_hold_is_reported(service: Service, tmp_path: Path) -> None:
    circle = {"type": "circle", "value": "sun", "points": [1, 2, 3]}
    task = {"id": "1", "name": "a", "width": 9, "height": 9, "annotations": [circle]}
    with recording() as server:
        server.answers = [Answer(200, json.dumps([task]).encode()), Answer(200, b"[]")]
        done = service(
            "--base-url", server.url, "export", "coco", "p", "--output", tmp_path / "coco.json"
        )
    assert done.code == 0
    assert done.err.startswith("fastlabel: warning: to COCO: 0 of 1 annotations kept, ")
    assert done.err.splitlines()[1:] == ["fastlabel: to COCO: 0 kept, 0 approximated, 1 dropped"]


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
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path, name: str, file: str
) -> None:
    fastlabel_client.image.create(project="p", file_path=CAT, annotations=[BOX])
    done = service("export", name, "p", "-o", tmp_path / "set")
    assert (done.code, done.out) == (0, f"{tmp_path / 'set'}: 1 tasks\n")
    assert (tmp_path / "set" / file).is_file(), sorted((tmp_path / "set").rglob("*"))


def written(path: Path) -> Any:
    return json.loads(path.read_bytes())


@pytest.fixture
def home(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> Callable[..., Shown]:
    """Exports an image with a box, an eye in it, a ring and a line; gives what was said."""
    annotations: list[ImageAnnotation] = [
        BOX,
        Keypoint(value="eye", points=(20, 25)),
        Segmentation(
            value="ring", points=[[[0, 0, 9, 0, 9, 9, 0, 9, 0, 0], [3, 3, 3, 6, 6, 6, 6, 3, 3, 3]]]
        ),
        Line(value="road", points=(0, 0, 9, 9)),
    ]
    fastlabel_client.image.create(project="p", file_path=CAT, annotations=annotations)
    service("pull", "p", tmp_path / "home")

    def export(form: str, *options: object) -> Shown:
        return service("export", form, tmp_path / "home", "-o", tmp_path / "set", *options)

    return export


def test_coco_options(home: Callable[..., Shown], tmp_path: Path) -> None:
    (tmp_path / "poses.json").write_text('{"cat": {"keypoints": ["eye", "tail"]}}')
    names = [part for name in ("ring", "cat", "road", "eye") for part in ("--class", name)]
    done = home("coco", "--holes", "polygons", "--keypoints", tmp_path / "poses.json", *names)
    assert done.code == 0
    dataset = written(tmp_path / "set")
    assert [it["name"] for it in dataset["categories"]] == ["ring", "cat", "road", "eye"]
    assert dataset["annotations"][0]["keypoints"] == [20.0, 25.0, 2, 0.0, 0.0, 0]
    assert dataset["annotations"][1]["segmentation"] == [[0.0, 0.0, 9.0, 0.0, 9.0, 9.0, 0.0, 9.0]]
    assert done.err.splitlines()[-1] == "fastlabel: to COCO: 3 kept, 1 approximated, 0 dropped"


def test_coco_ids_from_a_file(home: Callable[..., Shown], tmp_path: Path) -> None:
    ids = {"cat": 17, "eye": 1, "ring": 2, "road": 90}
    (tmp_path / "ids.json").write_text(json.dumps(ids))
    assert home("coco", "--categories", tmp_path / "ids.json").code == 0
    found = written(tmp_path / "set")["categories"]
    assert {it["name"]: it["id"] for it in found} == ids


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("coco", "--class", "cat"), "class 'eye' is not in the given categories"),
        (("coco", "--holes", "polygons", "--on-loss", "raise"), "with holes filled"),
        (("coco", "--keypoints", "no.json"), "--keypoints: no.json: "),
        (("coco", "--group", "person"), "group: needs keypoints"),
        (("yolo", "--on-loss", "raise"), "of a type that YOLO detection does not have"),
        (("yolo", "--split", "train"), "--split: expected NAME=SHARE, got 'train'"),
        (("yolo", "--split", "train=0.5"), "splits: {'train': 0.5} does not add up to 1"),
        (("yolo", "--split", "a=1", "--split", "a=0"), "--split: 'a' is given twice"),
        (("yolo", "--media-dir", "nowhere"), "tasks[0]: there is no file"),
    ],
)
def test_refused_with_nothing_written(
    home: Callable[..., Shown], tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = home(*options)
    assert done.code == 1
    assert said in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_options_that_do_not_fit_together(home: Callable[..., Shown], tmp_path: Path) -> None:
    for options, said in [
        (("--frames", "all"), "is required with --frames"),
        (("--frames-output", tmp_path / "frames"), "needs --frames"),
        (("--class", "cat", "--categories", "ids.json"), "cannot be combined with --class"),
    ]:
        done = home("coco", *options)
        assert (done.code, said in " ".join(done.err.split())) == (2, True), done.err


def test_losses_can_be_ignored(home: Callable[..., Shown]) -> None:
    done = home("yolo", "--on-loss", "ignore")
    assert done.err == "fastlabel: to YOLO: 1 kept, 1 approximated, 2 dropped\n"


def test_yolo_pose(home: Callable[..., Shown], tmp_path: Path) -> None:
    done = home("yolo-pose", "--keypoint", "tail", "--keypoint", "eye", "--media-dir", CAT.parent)
    assert done.code == 0
    line = (tmp_path / "set/labels/train/chelsea.txt").read_text().splitlines()[0].split()
    assert len(line) == 5 + 6
    assert (line[5:8], line[-1]) == (["0", "0", "0"], "2")
    assert (tmp_path / "set/images/train/chelsea.png").read_bytes() == CAT.read_bytes()


def test_yolo_splits(home: Callable[..., Shown], tmp_path: Path) -> None:
    assert home("yolo-segment", "--split", "train=0", "--split", "val=1").code == 0
    assert [path.name for path in (tmp_path / "set/labels/val").iterdir()] == ["chelsea.txt"]


def test_masks_and_voc(home: Callable[..., Shown], tmp_path: Path) -> None:
    assert home("masks", "--style", "instance").code == 0
    assert written(tmp_path / "set/classes.json")["style"] == "instance"
    (tmp_path / "set").rename(tmp_path / "masks")
    assert home("voc", "--corners", "decimals", "--pixel-origin", 0).code == 0
    assert "<xmin>1</xmin>" in (tmp_path / "set/Annotations/chelsea.xml").read_text()


def test_coco_writes_frames(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    hare = VideoBBox.from_keyframes({1: (0, 0, 10, 20), 3: (2, 2, 12, 22)}, value="hare")
    fastlabel_client.video.create(project="v", file_path=VIDEO, annotations=[hare])
    service("pull", "v", tmp_path / "home", "--kind", "video")
    where = ("--kind", "video", "--frames", "annotated", "--frames-output", tmp_path / "frames")
    done = service("export", "coco", tmp_path / "home", "-o", tmp_path / "v.json", *where)
    assert done.code == 0, done.err
    names = [image["file_name"] for image in written(tmp_path / "v.json")["images"]]
    assert len(names) == 3
    assert all((tmp_path / "frames" / name).is_file() for name in names)


def test_tracks_of_videos(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    hare = VideoBBox.from_keyframes({1: (0, 0, 10, 20), 3: (2, 2, 12, 22)}, value="hare")
    fastlabel_client.video.create(project="v", file_path=VIDEO, annotations=[hare])
    done = service("export", "mot", "v", "-o", tmp_path / "set", "--kind", "video")
    assert done.code == 0
    [rows] = (tmp_path / "set").rglob("gt.txt")
    assert len(rows.read_text().splitlines()) == 3
