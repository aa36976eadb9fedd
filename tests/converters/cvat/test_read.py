"""CVAT's XML as CVAT writes it, and broken."""

from __future__ import annotations

from pathlib import Path

import pytest

import fastlabel
from fastlabel import (
    AnnotatedImage,
    AnnotatedVideo,
    ConversionWarning,
    FastLabelInvalidException,
    MissingFileError,
)
from fastlabel.converters import OnLoss
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation, VideoBBox

META = """<version>1.1</version>
<meta><task><id>4</id><name>street</name><size>27</size><mode>annotation</mode>
<labels><label><name>car</name><color>#fa3253</color><attributes>
<attribute><name>parked</name><mutable>False</mutable><input_type>checkbox</input_type>
<default_value>false</default_value><values>false</values></attribute>
<attribute><name>doors</name><input_type>number</input_type></attribute>
<attribute><name>model</name><input_type>select</input_type><values>a
b</values></attribute></attributes></label></labels></task></meta>"""
VIDEO = META.replace(">annotation<", ">interpolation<").replace(
    "</task>",
    "<original_size><width>640</width><height>480</height></original_size>"
    "<source>street.mp4</source></task>",
)
BOX = 'xtl="10.5" ytl="20" xbr="30" ybr="40.25"'


def read(
    body: str, folder: Path, meta: str = META, on_loss: OnLoss = "raise"
) -> list[AnnotatedImage | AnnotatedVideo]:
    path = folder / "annotations.xml"
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<annotations>{meta}{body}</annotations>',
        encoding="utf-8",
    )
    return list(fastlabel.read_cvat(path, on_loss=on_loss))


def image(inner: str) -> str:
    return f'<image id="0" name="a/1.jpg" width="60" height="50">{inner}</image>'


def track(*boxes: str) -> str:
    return f'<track id="0" label="car" source="manual">{"".join(boxes)}</track>'


def at(frame: int, left: float = 0, more: str = 'keyframe="1" outside="0"', inner: str = "") -> str:
    box = f'xtl="{left}" ytl="0" xbr="{left + 10}" ybr="10"'
    return f'<box frame="{frame}" {box} occluded="0" {more}>{inner}</box>'


def test_image(tmp_path: Path) -> None:
    body = image(f"""
        <box label="car" source="manual" occluded="0" {BOX} z_order="4">
          <attribute name="parked">true</attribute>
          <attribute name="doors">5</attribute>
          <attribute name="model">a</attribute>
          <attribute name="unheard">1</attribute>
        </box>
        <polygon label="car" occluded="1" points="0.5,1;10,2;3,9" z_order="-1"/>
        <polyline label="lane" occluded="0" points="1,2;3,4"/>
        <points label="wheel" occluded="0" points="5.25,6"/>
        <mask label="car" source="semi-auto" occluded="0" rle="1, 2, 3" left="7" top="8"
          width="3" height="2" z_order="0"/>
        <tag label="good_frame" source="manual"><attribute name="sky">blue</attribute></tag>""")
    (found,) = read(body, tmp_path)
    attributes = (
        Attribute(key="parked", value=True),
        Attribute(key="doors", value=5),
        Attribute(key="model", value="a"),
        Attribute(key="unheard", value="1"),
    )
    assert found == AnnotatedImage(
        name="a/1.jpg",
        width=60,
        height=50,
        annotations=(
            Polygon(value="car", points=(0.5, 1, 10, 2, 3, 9)),
            Line(value="lane", points=(1, 2, 3, 4)),
            Keypoint(value="wheel", points=(5.25, 6)),
            Segmentation(value="car", points=[[[8, 8, 10, 8, 10, 9, 8, 9, 8, 8]]]),
            BBox(value="car", points=(10.5, 20, 30, 40.25), attributes=attributes),
        ),
        attributes=(Attribute(key="sky", value="blue"),),
        tags=("good_frame",),
    )


@pytest.mark.parametrize(("width", "height"), [(3, 2), (2, 1)])
def test_mask_rows(width: int, height: int, tmp_path: Path) -> None:
    # Older versions of CVAT gave the last column and row in place of width and height.
    size = f'width="{width}" height="{height}"'
    body = image(f'<mask label="a" rle="0,1,2,3" left="0" top="0" {size}/>')
    (found,) = read(body, tmp_path)
    (drawn,) = found.annotations
    assert isinstance(drawn, Segmentation)
    assert drawn.to_mask(3, 2).tolist() == [[True, False, False], [True, True, True]]


@pytest.mark.parametrize(
    ("inner", "reason", "count"),
    [
        ('<ellipse label="a" cx="1" cy="2" rx="3" ry="4"/>', "does not have", 0),
        ('<cuboid label="a" xtl1="1"/>', "does not have", 0),
        (f'<box label="a" rotation="90.00" {BOX}/>', "rotated, made a polygon", 1),
        ('<points label="a" points="1,2;3,4"/>', "made a keypoint of each", 2),
        ('<mask label="a" rle="4" left="0" top="0" width="2" height="2"/>', "no pixel", 0),
        (
            (
                '<skeleton label="a"><points label="eye" outside="0" points="1,2"/>'
                '<points label="ear" outside="1" points="1,2"/></skeleton>'
            ),
            "made a keypoint of each",
            1,
        ),
    ],
)
def test_losses_of_images(inner: str, reason: str, count: int, tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match=f"{reason}: annotations.xml line"):
        read(image(inner), tmp_path)
    with pytest.warns(ConversionWarning, match=reason):
        (found,) = read(image(inner), tmp_path, on_loss="warn")
    assert len(found.annotations) == count


def test_turned_box(tmp_path: Path) -> None:
    body = image('<box label="a" rotation="90" xtl="0" ytl="10" xbr="20" ybr="20"/>')
    (found,) = read(body, tmp_path, on_loss="ignore")
    (drawn,) = found.annotations
    assert isinstance(drawn, Polygon)
    assert drawn.points == pytest.approx((15, 5, 15, 25, 5, 25, 5, 5))


def test_tracks(tmp_path: Path) -> None:
    moves = track(
        at(0, 0), at(1, 5, 'keyframe="0" outside="0"'), at(2, 10), at(3, 10, 'outside="1"')
    )
    (found,) = read(moves, tmp_path, VIDEO)
    assert isinstance(found, AnnotatedVideo)
    assert (found.name, found.width, found.height, found.frame_count) == (
        *("street.mp4", 640, 480),
        27,
    )
    (drawn,) = found.annotations
    assert isinstance(drawn, VideoBBox)
    assert drawn.frames == (1, 2, 3)
    assert list(drawn.keyframes) == [1, 3]
    assert drawn.points[2].value == (5, 0, 15, 10)


def test_keyframes_only(tmp_path: Path) -> None:
    (found,) = read(track(at(0, 0), at(10, 10, 'outside="1"')), tmp_path, VIDEO)
    (drawn,) = found.annotations
    assert isinstance(drawn, VideoBBox)
    assert drawn.frame_range == (1, 10)
    assert drawn.box_at(10) == (9, 0, 19, 10)


def test_gone_for_a_while(tmp_path: Path) -> None:
    away = track(at(0), at(1, more='outside="1"'), at(5), at(6))
    with pytest.raises(FastLabelInvalidException, match="gone for a while, made several boxes"):
        read(away, tmp_path, VIDEO)
    (found,) = read(away, tmp_path, VIDEO, on_loss="ignore")
    boxes = [box for box in found.annotations if isinstance(box, VideoBBox)]
    assert [box.frames for box in boxes] == [(1,), (6, 7)]


@pytest.mark.parametrize(
    ("body", "reason", "count"),
    [
        (track('<polygon frame="0" points="1,2;3,4;5,6"/>'), "of a track that is not of boxes", 0),
        (track(at(0, more='outside="1"')), "outside on all frames", 0),
        (track(at(0, more='rotation="45"')), "the upright box around it", 1),
        (
            track(at(0, inner='<attribute name="doors">2</attribute>'), at(1)),
            "attributes that change",
            1,
        ),
    ],
)
def test_losses_of_tracks(body: str, reason: str, count: int, tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match=reason):
        read(body, tmp_path, VIDEO)
    (found,) = read(body, tmp_path, VIDEO, on_loss="ignore")
    assert len(found.annotations) == count


def test_tracks_of_a_project(tmp_path: Path) -> None:
    tasks = "".join(
        f"<task><id>{number}</id><source>{number}.mp4</source></task>" for number in (7, 8)
    )
    meta = f"<meta><project><tasks>{tasks}</tasks></project></meta>"
    one, other = (track(at(0)).replace("label=", f'task_id="{n}" label=') for n in (8, 7))
    found = read(one + other + other, tmp_path, meta)
    assert [(video.name, len(video.annotations)) for video in found] == [("8.mp4", 1), ("7.mp4", 2)]


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ("\n<box/>", "line 10: <box> has no label"),
        (f"<box {BOX}/>", "<box> has no label"),
        ('<box label="a" xtl="1" ytl="2" xbr="3"/>', "<box> has no ybr"),
        (
            '<box label="a" xtl="nan" ytl="2" xbr="3" ybr="4"/>',
            "xtl: expected a number of pixels, got 'nan'",
        ),
        (
            '<box label="a" xtl="1e300" ytl="2" xbr="3" ybr="4"/>',
            "xtl: expected a number of pixels, got '1e300'",
        ),
        ('<polygon label="a" points="1,2;3"/>', "points: expected x,y;x,y;…, got '1,2;3'"),
        ('<polygon label="a" points=""/>', "points: expected x,y;x,y;…, got ''"),
        ('<points label="a" points="1,b"/>', "points: expected a number of pixels, got 'b'"),
        (f'<box label="a" z_order="top" {BOX}/>', "z_order: expected an integer, got 'top'"),
        (f'<box label="a" {BOX}><attribute>x</attribute></box>', "<attribute> has no name"),
        (
            '<mask label="a" rle="1,2" left="0" top="0" width="2" height="2"/>',
            "rle: expected 4 pixels by its size, got 3",
        ),
        (
            '<mask label="a" rle="1,-2" left="0" top="0" width="2" height="2"/>',
            "rle: expected an integer",
        ),
        (
            '<mask label="a" rle="4" left="0" top="0" width="0" height="2"/>',
            "rle: expected 0 pixels by its size, got 4",
        ),
        (
            (
                '<mask label="a" rle="0,100000000000" left="0" top="0" width="1000000"'
                ' height="100000"/>'
            ),
            "1000000 x 100000 pixels is too large",
        ),
        (
            '<mask label="a" left="0" top="0" width="0" height="2"/>',
            "rle: expected an integer, got ''",
        ),
        ("<tag/>", "<tag> has no label"),
    ],
)
def test_broken_images(inner: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match=message) as caught:
        read(image(inner), tmp_path)
    assert "annotations.xml line" in str(caught.value)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<image/>", "<image> has no name"),
        ('<image name="a" width="-1"/>', "width: expected an integer, got '-1'"),
        (track(at(0), at(0)), "the track has frame 0 more than once"),
        (track(at(0).replace('"0"', '"zero"', 1)), "frame: expected an integer, got 'zero'"),
        (track(at(0, more='rotation="much"')), "rotation: expected a number of pixels, got 'much'"),
        ("<track/>", "<track> has no label"),
        ("<image name='a'>", "not well-formed"),
    ],
)
def test_broken_files(body: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        read(body, tmp_path, VIDEO)


def test_no_entities(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text('<!DOCTYPE annotations [<!ENTITY a "ha">]><annotations/>', encoding="utf-8")
    with pytest.raises(FastLabelInvalidException, match="has a document type"):
        list(fastlabel.read_cvat(path))


def test_missing_source(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="there is no file"):
        fastlabel.read_cvat(tmp_path / "a.xml")
    with pytest.raises(MissingFileError, match=r"there is no \.xml file"):
        fastlabel.read_cvat(tmp_path)


def test_media_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text('<annotations><image name="a/1.jpg"/></annotations>', encoding="utf-8")
    (found,) = fastlabel.read_cvat(path, media_dir=tmp_path)
    assert found.path == tmp_path / "a" / "1.jpg"
    path.write_text('<annotations><image name="../1.jpg"/></annotations>', encoding="utf-8")
    with pytest.raises(FastLabelInvalidException, match="leads out of the media folder"):
        list(fastlabel.read_cvat(path, media_dir=tmp_path))
