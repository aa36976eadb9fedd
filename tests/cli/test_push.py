from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import fastlabel
from fastlabel.models import BBox, UnknownAnnotation, VideoBBox
from tests.cli.support.service import Service
from tests.support.media_files import CAT, COFFEE, VIDEO


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    shutil.copy(CAT, folder)
    shutil.copy(COFFEE, folder / "more")
    return folder


def test_push_of_a_folder_goes_on_where_it_ended(service: Service, photos: Path) -> None:
    first = service("push", photos, "--project", "p", "--tag", "x", "--json")
    assert first.code == 0
    assert [(line["name"], line["status"]) for line in first.json] == [(CAT.name, "created")]
    assert first.err.endswith("fastlabel: 1 created, 0 recovered, 0 skipped, 0 failed\n")
    assert photos.with_name("photos.fastlabel-journal").is_file()
    again = service("push", photos, "--project", "p", "--tag", "x")
    assert again.cells == [["skipped", first.json[0]["id"], CAT.name]]
    [task] = service("image", "list", "--project", "p", "--json").json
    assert task["tags"] == ["x"]


def test_push_enters_folders_and_takes_a_journal(
    service: Service, photos: Path, tmp_path: Path
) -> None:
    journal = tmp_path / "mine"
    options = ("--recursive", "--journal", journal, "--concurrency", "1", "--status", "skipped")
    done = service("push", photos, "--project", "p", *options)
    assert [cells[2] for cells in done.cells] == [CAT.name, f"more/{COFFEE.name}"]
    assert journal.is_file()
    assert not photos.with_name("photos.fastlabel-journal").exists()
    listed = service("image", "list", "--project", "p", "--status", "skipped")
    assert len(listed.cells) == 2


def test_what_makes_no_task_is_reported(service: Service, photos: Path) -> None:
    (photos / "notes.txt").touch()
    done = service("push", photos, "--project", "p")
    assert done.code == 0
    assert "fastlabel: warning: " in done.err
    assert "notes.txt" in done.err


def test_failures_are_reported_and_exit_with_5(
    service: Service, fastlabel_client: fastlabel.Client, photos: Path
) -> None:
    fastlabel_client.image.create(project="p", file_path=CAT)
    done = service("push", photos, "--project", "p", "--recursive", "--json")
    assert done.code == 5
    assert [line["status"] for line in done.json] == ["failed", "created"]
    assert f"fastlabel: {CAT.name}: " in done.err


BOX = BBox(value="cat", points=(1, 2, 30, 40))


def exported(service: Service, client: fastlabel.Client, folder: Path) -> Path:
    """A COCO file of a task with one box."""
    client.image.create(project="from", file_path=CAT, annotations=[BOX])
    coco = folder / "coco.json"
    assert service("export", "coco", "from", "-o", coco).code == 0
    return coco


def test_push_of_a_coco_file(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path, photos: Path
) -> None:
    coco = exported(service, fastlabel_client, tmp_path)
    done = service("push", coco, "--from", "coco", "--media-dir", photos, "--project", "to")
    assert done.code == 0
    [task] = fastlabel_client.image.get(project="to")
    assert [(mark.value, mark.points) for mark in task.annotations] == [("cat", BOX.points)]


@pytest.mark.parametrize(
    ("form", "pictures"),
    [
        ("yolo", "images/train"),
        ("voc", "JPEGImages"),
        ("labelme", ""),
        ("cvat", ""),
        ("masks", None),
    ],
)
def test_push_of_what_export_wrote(
    service: Service,
    fastlabel_client: fastlabel.Client,
    tmp_path: Path,
    form: str,
    pictures: str | None,
) -> None:
    box = BBox(value="cat", points=(10, 20, 30, 40))
    fastlabel_client.image.create(project="from", file_path=CAT, annotations=[box])
    dataset = tmp_path / "dataset"
    assert service("export", form, "from", "-o", dataset).code == 0
    media: tuple[str | Path, ...] = ("--media-dir", CAT.parent)
    if pictures is not None:
        media = ()
        (dataset / pictures).mkdir(parents=True, exist_ok=True)
        shutil.copy(CAT, dataset / pictures)
    done = service("push", dataset, "--from", form, *media, "--project", "to")
    assert (done.code, [cells[2] for cells in done.cells]) == (0, [CAT.name])
    [task] = fastlabel_client.image.get(project="to")
    [found] = task.annotations
    assert not isinstance(found, UnknownAnnotation)
    assert (found.value, found.bounds) == ("cat", box.bounds)
    again = service("push", dataset, "--from", form, *media, "--project", "to")
    assert [cells[0] for cells in again.cells] == ["skipped"]


def test_push_of_sequences_of_mot(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    rabbit = VideoBBox.from_keyframes({1: (1, 2, 30, 40), 2: (2, 3, 31, 41)}, value="rabbit")
    fastlabel_client.video.create(project="from", file_path=VIDEO, annotations=[rabbit])
    dataset = tmp_path / "mot"
    video = ("--kind", "video")
    assert service("export", "mot", "from", "-o", dataset, *video).code == 0
    options = ("--from", "mot", "--media-dir", VIDEO.parent, "--project", "to", *video)
    assert service("push", dataset, *options).code == 0
    [task] = fastlabel_client.video.get(project="to")
    [found] = task.annotations
    assert isinstance(found, VideoBBox)
    assert {at: each.value for at, each in found.points.items()} == {
        at: each.value for at, each in rabbit.points.items()
    }


def test_nothing_is_sent_if_the_last_file_is_broken(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    fastlabel_client.image.create(project="from", file_path=CAT)
    dataset = tmp_path / "dataset"
    assert service("export", "labelme", "from", "-o", dataset).code == 0
    shutil.copy(CAT, dataset)
    (dataset / "z.json").write_text("{", encoding="utf-8")
    done = service("push", dataset, "--from", "labelme", "--project", "to")
    assert done.code != 0
    assert "z.json: " in done.err
    assert fastlabel_client.image.get(project="to") == []


def test_what_makes_no_task_of_the_kind_is_reported_once(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path, photos: Path
) -> None:
    box = BBox(value="cat", points=(10, 20, 30, 40))
    fastlabel_client.image.create(project="from", file_path=CAT, annotations=[box])
    assert service("export", "voc", "from", "-o", tmp_path / "voc").code == 0
    kind = ("--kind", "image-classification", "--media-dir", photos)
    done = service("push", tmp_path / "voc", "--from", "voc", "--project", "to", *kind)
    assert done.code == 0
    assert done.err.count("1 annotations: image classification tasks have none") == 1


def test_dry_run_needs_no_token_and_sends_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch, photos: Path
) -> None:
    monkeypatch.delenv("FASTLABEL_ACCESS_TOKEN", raising=False)
    monkeypatch.setenv("FASTLABEL_API_URL", "http://127.0.0.1:9/")
    shutil.rmtree(photos / "more")
    well = service.run("push", photos, "--project", "p", "--dry-run")
    assert (well.code, well.out, well.err) == (0, "", "")
    (photos / "broken.png").write_bytes(b"no picture")
    done = service.run("push", photos, "--project", "p", "--dry-run", "--json")
    assert done.code == 1
    [problem] = [line for line in done.json if line["severity"] == "error"]
    assert (problem["name"], problem["path"]) == ("broken.png", "file_path")
    assert done.err == "fastlabel: 1 would be refused; nothing was sent\n"
    assert not photos.with_name("photos.fastlabel-journal").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--media-dir", "x"),
        ("--from", "masks"),
        ("--from", "coco", "--recursive"),
        ("--from", "cats"),
        ("--kind", "cats"),
    ],
    ids=str,
)
def test_options_that_do_not_go_together(
    service: Service, photos: Path, options: tuple[str, ...]
) -> None:
    done = service("push", photos, "--project", "p", *options)
    assert (done.code, done.out) == (2, "")


def test_report_of_other_kinds(service: Service, photos: Path) -> None:
    done = service("push", photos, "--project", "m", "--kind", "multi-image", "--json")
    assert [(line["name"], line["status"]) for line in done.json] == [("more", "created")]
    assert json.loads(done.out)["index"] == 0


def test_nothing_is_sent_if_something_would_be_lost(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path, photos: Path
) -> None:
    coco = exported(service, fastlabel_client, tmp_path)
    coco.write_text(coco.read_text().replace('"iscrowd":0', '"iscrowd":1'))
    push = ("push", coco, "--from", "coco", "--media-dir", photos, "--project", "to")
    refused = service(*push, "--on-loss", "raise")
    assert refused.code == 1
    assert "crowd" in refused.err
    assert not fastlabel_client.image.get(project="to")
    told = service(*push)
    assert told.code == 0
    assert told.err.count("fastlabel: warning: ") == 1
    coco.with_name("coco.json.fastlabel-journal").unlink()
    quiet = service(*push[:-1], "more", "--on-loss", "ignore")
    assert (quiet.code, "warning" in quiet.err) == (0, False)


@pytest.mark.parametrize("form", ["folder", "masks"])
def test_on_loss_goes_with_what_may_lose(service: Service, photos: Path, form: str) -> None:
    options = ("--from", form, "--media-dir", photos) if form == "masks" else ()
    done = service("push", photos, "--project", "p", "--on-loss", "raise", *options)
    assert done.code == 2
    assert "--on-loss" in done.err
