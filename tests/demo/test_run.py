from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageChops
from pycocotools.coco import COCO

import fastlabel
from fastlabel import demo
from fastlabel.errors import FastLabelException, MissingExtraError
from fastlabel.sandbox import Sandbox
from tests.demo.support.recorded_stage import RecordedStage
from tests.report.reading import Reader, details_of, index_of
from tests.support.media_files import CAT, COFFEE, ROCKET


@pytest.fixture(scope="module")
def shown() -> RecordedStage:
    return RecordedStage()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shown: RecordedStage) -> Path:
    """What one run has written."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    assert demo.run(shown, folder) == folder / "index.html"
    return folder


@pytest.mark.usefixtures("folder")
def test_demo_makes_every_call(shown: RecordedStage) -> None:
    codes = "\n".join(shown.codes)
    for resource in ("image", "image_classification", "multi_image", "video"):
        assert f"client.{resource}.create(" in codes
    for call in (
        "client.image.find_by_name(",
        "client.image.get(",
        "client.image.iter(",
        "client.tasks.update(",
        "client.tasks.delete(",
        "write_coco(",
        "drawings(task, ",
    ):
        assert call in codes


@pytest.mark.usefixtures("folder")
def test_demo_shows_typed_answers(shown: RecordedStage) -> None:
    answers = "\n".join(shown.answers)
    for name in ("BBox", "Polygon", "Keypoint", "Line", "Segmentation", "VideoBBox", "Attribute"):
        assert f"{name}(" in answers
    for name in ("ImageTask", "ImageClassificationTask", "MultiImageTask", "VideoTask"):
        assert f"{name} " in answers
    assert "None" in shown.answers
    assert any("coffee.png, approved" in answer for answer in shown.answers)
    assert not any("rocket.jpg registered" in answer for answer in shown.answers[-12:])


def test_demo_draws_every_annotated_image_and_three_frames(folder: Path) -> None:
    names = {path.name for path in folder.glob("*.jpg")}
    assert {"image-chelsea.jpg", "image-coffee.jpg", "classification-rocket.jpg"} <= names
    assert sum(name.startswith("multi-image-") for name in names) == 3
    assert sum(name.startswith("video-frame-") for name in names) == 3
    for path in folder.glob("*.jpg"):
        assert 10_000 < path.stat().st_size < 500_000


@pytest.mark.parametrize(
    ("original", "name", "is_annotated"),
    [
        (COFFEE, "image-coffee.jpg", True),
        (CAT, "image-chelsea.jpg", True),
        (ROCKET, "multi-image-rocket.jpg", True),
        (ROCKET, "classification-rocket.jpg", False),
    ],
)
def test_demo_pictures_are_the_originals_drawn_upon(
    folder: Path, original: Path, name: str, is_annotated: bool
) -> None:
    with Image.open(original) as before, Image.open(folder / name) as after:
        difference = ImageChops.difference(before.convert("RGB"), after.convert("RGB"))
        assert before.size == after.size
    assert (max(difference.tobytes()) > 100) == is_annotated


def test_demo_page_is_whole_beside_itself(folder: Path) -> None:
    page = folder / "index.html"
    links = [a["href"] for a in Reader(page.read_text(encoding="utf-8")).all("a")]
    assert links == ["#tasks", "./coco.json"]
    views = [view["url"] for details in details_of(page) for view in details["views"]]
    assert len(views) == 3 + 3 + 12
    for link in [*views, *index_of(page)["thumbnails"]]:
        assert link.startswith("index-files/")
        assert (folder / link).is_file()


def test_demo_page_tells_of_every_task_and_of_the_coco_file(folder: Path) -> None:
    text = Reader((folder / "index.html").read_text(encoding="utf-8")).text
    coco = json.loads((folder / "coco.json").read_bytes())
    named = {"coffee.png", "chelsea.png", "rocket.jpg", "three-images", "bigbuckbunny.mp4"}
    assert set(index_of(folder / "index.html")["names"]) == named
    assert f"{len(coco['images'])} images, {len(coco['categories'])} categories" in text
    assert f"{len(coco['annotations'])} annotations" in text


def test_demo_page_names_the_makers_of_the_media(folder: Path) -> None:
    text = Reader((folder / "index.html").read_text(encoding="utf-8")).text
    for maker in ("Stéfan van der Walt", "Rachel Michetti", "SpaceX", "Blender Foundation"):
        assert maker in text


# pycocotools is not yet built for NumPy's newer way to copy an array.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_demo_coco_file_is_read_by_pycocotools(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coco: Any = COCO(str(folder / "coco.json"))
    assert "index created" in capsys.readouterr().out
    (coffee,) = [image for image in coco.imgs.values() if image["file_name"] == "coffee.png"]
    (category,) = coco.getCatIds(catNms=["glazed_saucer"])
    (saucer,) = coco.loadAnns(coco.getAnnIds(imgIds=[coffee["id"]], catIds=[category]))
    mask = coco.annToMask(saucer)
    assert mask.shape == (400, 600)
    assert mask[330, 200] == 1
    assert mask[220, 290] == 0, "where the cup stands, the saucer has a hole"


def test_demo_run_again_replaces_its_own_files_only(folder: Path) -> None:
    kept = folder / "mine.txt"
    kept.write_text("mine", encoding="utf-8")
    before = {path.name for path in folder.iterdir()}
    (folder / "coco.json").write_text("old", encoding="utf-8")
    demo.run(RecordedStage(), folder)
    assert {path.name for path in folder.iterdir()} == before
    assert kept.read_text(encoding="utf-8") == "mine"
    assert json.loads((folder / "coco.json").read_bytes())["images"]
    kept.unlink()


@pytest.mark.parametrize("module", ["PIL", "av", "pycocotools", "uvicorn"])
def test_demo_with_something_missing_names_the_pip_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match="pip install"):
        demo.run(RecordedStage(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


# Against a service: a sandbox stands in for it


@pytest.fixture
def service(
    fastlabel_sandbox: Sandbox, fastlabel_client: fastlabel.Client, monkeypatch: pytest.MonkeyPatch
) -> fastlabel.Client:
    monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", fastlabel_sandbox.token)
    monkeypatch.setenv("FASTLABEL_API_URL", fastlabel_sandbox.url)
    return fastlabel_client


def left_over(client: fastlabel.Client, project: str = "mine") -> Iterator[str]:
    for iterate, kind in (
        (client.image.iter, "image"),
        (client.image_classification.iter, "classification"),
        (client.multi_image.iter, "multi-image"),
        (client.video.iter, "video"),
    ):
        try:
            yield from (task.name for task in iterate(project=f"{project}-{kind}"))
        except fastlabel.NotFoundError:
            continue


def test_live_demo_deletes_what_it_made_and_nothing_else(
    service: fastlabel.Client, tmp_path: Path
) -> None:
    service.image.create(project="mine-image", file_path=COFFEE, tags=["demo"])
    for _ in range(2):
        stage = RecordedStage()
        demo.run(stage, tmp_path, live=True, project="mine")
        assert list(left_over(service)) == ["coffee.png"]
        assert stage.notes[-1] == "Deleted 5 tasks that the demo had created."
    assert len(json.loads((tmp_path / "coco.json").read_bytes())["images"]) == 138


def test_live_demo_asks_the_client_for_the_service(
    service: fastlabel.Client, tmp_path: Path
) -> None:
    stage = RecordedStage()
    demo.run(stage, tmp_path, live=True, project="mine")
    assert stage.codes[0] == "client = fastlabel.Client()"
    assert stage.answers[0] == repr(service)


class _InterruptedStage(RecordedStage):
    def heading(self, text: str) -> None:
        if text == "Convert to COCO":
            raise KeyboardInterrupt
        super().heading(text)


def test_live_demo_that_is_interrupted_deletes_all_the_same(
    service: fastlabel.Client, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        demo.run(_InterruptedStage(), tmp_path, live=True, project="mine")
    assert not list(left_over(service))


class _LostService(RecordedStage):
    """The service goes away before the deletion."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def heading(self, text: str) -> None:
        super().heading(text)
        if text == "Delete":
            self._sandbox.stop()


def _at_once(_attempt: int, _rng: Random) -> float:
    return 0.0


def test_live_demo_tells_what_it_could_not_delete(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Sandbox() as sandbox:
        monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", sandbox.token)
        monkeypatch.setenv("FASTLABEL_API_URL", sandbox.url)
        monkeypatch.setattr("fastlabel._client.retry.attempts.backoff", _at_once)
        stage = _LostService(sandbox)
        with pytest.raises(FastLabelException):
            demo.run(stage, tmp_path, live=True, project="mine")
    assert stage.notes[-1].startswith("Could not delete ")
    for stem in ("coffee-", "chelsea-", "three-images-", "bigbuckbunny-"):
        assert stem in stage.notes[-1]
