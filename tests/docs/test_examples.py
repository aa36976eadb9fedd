"""The examples run, and print what the page on examples shows."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fastlabel
from fastlabel.demo.annotations import COFFEE, ROCKET
from fastlabel.models import BBox, Segmentation
from scripts.site_examples import with_code
from tests.docs.test_code_blocks import ROOT
from tests.support import media_files

FOLDER = ROOT / "examples"
PAGE = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
COMMAND = re.compile(
    r"^```console\n\$ (\w+) (?:-q )?(\w+\.py)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
EXPECTED = {name: (program, printed) for program, name, printed in COMMAND.findall(PAGE)}


@pytest.fixture
def working_folder(tmp_path: Path) -> Path:
    for file in media_files.FOLDER.iterdir():
        shutil.copy(file, tmp_path)
    for example in FOLDER.glob("*.py"):
        shutil.copy(example, tmp_path)
    return tmp_path


def run(name: str, working_folder: Path, sandbox: fastlabel.sandbox.Sandbox) -> str:
    program, _ = EXPECTED[name]
    options = ["-W", "error"]
    command = {
        "python": [*options, name],
        "pytest": ["-m", "pytest", "-p", "no:cacheprovider", "-q", *options, name],
    }
    process = subprocess.run(
        [sys.executable, *command[program]],
        cwd=working_folder,
        env={
            **os.environ,
            "FASTLABEL_ACCESS_TOKEN": sandbox.token,
            "FASTLABEL_API_URL": sandbox.url,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stderr) == (0, "")
    return process.stdout


def without_times(printed: str) -> str:
    return re.sub(r" in [\d.]+s", "", printed)


def test_page_has_every_example() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in FOLDER.glob("*.py"))


@pytest.mark.parametrize("name", EXPECTED)
def test_example(
    name: str, working_folder: Path, fastlabel_sandbox: fastlabel.sandbox.Sandbox
) -> None:
    printed = run(name, working_folder, fastlabel_sandbox)
    assert without_times(printed) == without_times(EXPECTED[name][1])


def test_model_finds_what_people_marked(
    working_folder: Path, fastlabel_sandbox: fastlabel.sandbox.Sandbox
) -> None:
    run("preannotate.py", working_folder, fastlabel_sandbox)
    tasks = {task.name: task for task in fastlabel_sandbox.tasks("image", "review")}
    assert tasks["chelsea.png"].annotations == ()
    annotations = tasks["rocket.jpg"].annotations
    lights = [light.bounds for light in annotations if isinstance(light, BBox)]
    for mark in ROCKET:
        if mark.type == "keypoint":
            x, y = mark.points
            assert any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in lights)
    (crockery,) = tasks["coffee.png"].annotations
    assert isinstance(crockery, Segmentation)
    (saucer,) = [mark for mark in COFFEE if mark.value == "glazed_saucer"]
    assert BBox(value="", points=crockery.bounds).iou(BBox(value="", points=saucer.bounds)) > 0.8


def test_boxes_fit_the_resized_image(
    working_folder: Path,
    fastlabel_sandbox: fastlabel.sandbox.Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("training_batches.py", working_folder, fastlabel_sandbox)
    monkeypatch.chdir(working_folder)
    dataset = runpy.run_path("training_batches.py")["BoxDataset"](Path("training"), size=64)
    rocket = next(sample for sample in map(dataset.__getitem__, range(3)) if 2 in sample.labels)
    expected = [310 / 640 * 64, 126 / 427 * 64, 335 / 640 * 64, 408 / 427 * 64]
    assert rocket.boxes.tolist() == [pytest.approx(expected, rel=1e-6)]
    assert (rocket.image.shape, rocket.image.dtype.name) == ((3, 64, 64), "float32")
    assert (rocket.boxes.dtype.name, rocket.image.max() <= 1) == ("float32", True)


def test_site_shows_the_code() -> None:
    text = with_code(PAGE)
    for path in FOLDER.rglob("*.py"):
        assert path.read_text(encoding="utf-8").rstrip() in text
    assert "../examples" not in text
