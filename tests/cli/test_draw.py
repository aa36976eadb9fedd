from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

import fastlabel
from fastlabel.models import BBox, VideoBBox
from tests.cli.support.service import Service
from tests.support.media_files import CAT, COFFEE, VIDEO

BOX = BBox(value="cat", points=(28, 10, 364, 292))


@pytest.fixture
def home(fastlabel_client: fastlabel.Client, tmp_path: Path) -> Path:
    """A folder that a project with two images was pulled to."""
    for path in (CAT, COFFEE):
        fastlabel_client.image.create(project="p", file_path=path, annotations=[BOX])
    fastlabel_client.image.pull(project="p", folder=tmp_path / "home")
    return tmp_path / "home"


def test_pulled_folder_becomes_a_picture_for_each_task(
    service: Service, fastlabel_client: fastlabel.Client, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = service("draw", home, "-o", out)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [f"{out}/chelsea.png.jpg", f"{out}/coffee.png.jpg"]
    (cat, _) = fastlabel_client.image.iter(project="p")
    with Image.open(out / "chelsea.png.jpg") as picture:
        assert picture.size == fastlabel.draw(cat, CAT).size
        assert picture.convert("RGB").tobytes() != Image.open(CAT).convert("RGB").tobytes()


def test_sheet_has_all_of_them(service: Service, home: Path, tmp_path: Path) -> None:
    done = service("draw", home, "-o", tmp_path / "all.png", "--sheet", "--columns", 2)
    assert (done.code, done.out) == (0, f"{tmp_path / 'all.png'}\n")
    with Image.open(tmp_path / "all.png") as sheet:
        assert sheet.width == 2 * 320 + 3 * 8


def test_task_of_an_id_is_fetched(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    task_id = fastlabel_client.image.create(project="p", file_path=CAT, annotations=[BOX])
    assert service("draw", task_id, "-o", tmp_path / "one.png").code == 0
    assert service("draw", task_id, "-o", tmp_path / "two.png", "--media-dir", CAT).code == 0
    expected = fastlabel.draw(fastlabel_client.image.find(task_id), CAT)
    for name in ("one.png", "two.png"):
        with Image.open(tmp_path / name) as picture:
            assert picture.tobytes() == expected.tobytes()


@pytest.mark.parametrize("form", ["object", "list", "lines"])
def test_file_of_tasks_has_its_media_beside_it(
    service: Service, home: Path, tmp_path: Path, form: str
) -> None:
    first, second = (home / "tasks.jsonl").read_text().splitlines()
    text = {"object": first, "list": f"[{first},\n{second}]", "lines": f"{first}\n{second}\n"}
    file = home / "media" / "some.json"
    file.write_text(text[form])
    done = service("draw", file, "-o", tmp_path / "out", "--max-size", 100)
    assert (done.code, len(done.out.splitlines())) == (0, 1 if form == "object" else 2)
    with Image.open(tmp_path / "out" / "chelsea.png.jpg") as picture:
        assert picture.width == 100


def test_frames_of_a_video(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    box = VideoBBox.from_keyframes({2: (10, 10, 60, 60), 5: (50, 30, 90, 90)}, value="bird")
    task_id = fastlabel_client.video.create(project="v", file_path=VIDEO, annotations=[box])
    chosen = service("draw", task_id, "-o", tmp_path, "--kind", "video", "--frames", "1,3-4")
    folder = tmp_path / VIDEO.name
    assert chosen.code == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"frame {n}.jpg" for n in (1, 3, 4)]
    sheet = tmp_path / "sheet.jpg"
    assert service("draw", task_id, "-o", sheet, "--kind", "video", "--sheet").code == 0
    with Image.open(sheet) as picture:
        assert picture.size == (2 * 328 + 8, 2 * (180 + 28) + 8)


def test_several_images_are_in_a_folder_of_the_task(
    service: Service, fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    files = {"a.png": CAT, "b.png": COFFEE}
    task_id = fastlabel_client.multi_image.create(project="m", name="pair", files=files)
    assert service("draw", task_id, "-o", tmp_path, "--kind", "multi-image").code == 0
    assert sorted(path.name for path in (tmp_path / "pair").iterdir()) == ["a.png.jpg", "b.png.jpg"]


def test_some_that_fail_are_reported_and_the_others_done(
    service: Service, home: Path, tmp_path: Path
) -> None:
    (home / "media" / "chelsea.png").unlink()
    done = service("draw", home, "-o", tmp_path / "out")
    assert done.code == 5
    assert done.out == f"{tmp_path}/out/coffee.png.jpg\n"
    assert "chelsea.png: image: task 'chelsea.png': '" in done.err
    assert done.err.endswith("fastlabel: 1 of 2 failed\n")


def test_one_that_fails_is_the_failure(service: Service, home: Path, tmp_path: Path) -> None:
    (home / "tasks.jsonl").write_text((home / "tasks.jsonl").read_text().splitlines()[0])
    (home / "media" / "chelsea.png").write_bytes(b"no picture")
    done = service("draw", home, "-o", tmp_path / "out")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "not a readable image" in done.err


def test_several_pictures_do_not_fit_one_file(service: Service, home: Path, tmp_path: Path) -> None:
    done = service("draw", home, "-o", tmp_path / "one.png")
    assert done.code == 1
    assert "several images" in done.err
    assert not (tmp_path / "one.png").exists()


def test_id_that_nobody_has(service: Service, tmp_path: Path) -> None:
    assert service("draw", "no-such-task", "-o", tmp_path).code == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--frames", "1"], "needs --kind video"),
        (["--kind", "video", "--frames", "0"], "expected frame numbers from 1"),
        (["--kind", "video", "--frames", "5-3"], "expected frame numbers from 1"),
        (["--kind", "video", "--frames", "a"], "expected frame numbers from 1"),
        (["--columns", "2"], "needs --sheet"),
        (["--sheet"], "expected a .png or .jpg file"),
    ],
)
def test_options_that_do_not_go_together(
    service: Service, tmp_path: Path, options: list[str], message: str
) -> None:
    done = service("draw", "x", "-o", tmp_path / "out", *options)
    assert done.code == 2
    assert message in " ".join(done.err.replace("│", " ").split())
