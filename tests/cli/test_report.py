from __future__ import annotations

from pathlib import Path

import pytest

import fastlabel
from fastlabel.models import BBox
from tests.cli.support.service import Service
from tests.report.reading import details_of, index_of
from tests.support.media_files import CAT, COFFEE

BOX = BBox(value="cat", points=(28, 10, 364, 292))


@pytest.fixture
def project(fastlabel_client: fastlabel.Client) -> str:
    """A project with two images."""
    for path in (CAT, COFFEE):
        fastlabel_client.image.create(
            project="p", file_path=path, annotations=[BOX], tags=[path.stem]
        )
    return "p"


def test_pulled_folder_becomes_a_page(
    service: Service, fastlabel_client: fastlabel.Client, project: str, tmp_path: Path
) -> None:
    home, page = tmp_path / "home", tmp_path / "report.html"
    fastlabel_client.image.pull(project=project, folder=home)
    done = service("report", home, "-o", page)
    assert (done.code, done.err, done.out) == (0, "", f"{page}: 2 tasks\n")
    assert index_of(page)["names"] == ["chelsea.png", "coffee.png"]
    for details in details_of(page):
        assert home in (tmp_path / details["views"][0]["link"]).resolve().parents
    assert "<h1>home</h1>" in page.read_text(encoding="utf-8")


def test_project_is_fetched_beside_the_page(service: Service, project: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = service("report", project, "-o", page, "--tag", "coffee", "--title", "Cups")
    assert (done.code, done.out) == (0, f"{page}: 1 tasks\n")
    assert index_of(page)["names"] == ["coffee.png"]
    assert (tmp_path / "report-media" / "tasks.jsonl").is_file()
    assert "<h1>Cups</h1>" in page.read_text(encoding="utf-8")


def test_media_at_hand_are_not_fetched(service: Service, project: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = service("report", project, "-o", page, "--media-dir", CAT.parent, "--copy")
    assert (done.code, done.out) == (0, f"{page}: 2 tasks\n")
    assert not (tmp_path / "report-media").exists()
    assert all((tmp_path / each["views"][0]["link"]).is_file() for each in details_of(page))


def test_missing_pictures_are_reported_and_the_page_is_there(
    service: Service, project: str, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    (tmp_path / "none").mkdir()
    done = service("report", project, "-o", page, "--media-dir", tmp_path / "none")
    assert done.code == 5
    assert done.out == f"{page}: 2 tasks; 2 no-picture\n"
    assert len(done.err.splitlines()) == 2
    assert "chelsea.png: " in done.err


def test_filters_go_with_a_project(
    service: Service, fastlabel_client: fastlabel.Client, project: str, tmp_path: Path
) -> None:
    fastlabel_client.image.pull(project=project, folder=tmp_path / "home", media=False)
    done = service("report", tmp_path / "home", "-o", tmp_path / "r.html", "--tag", "coffee")
    assert done.code == 2
    assert "needs a project, got a folder" in done.err
