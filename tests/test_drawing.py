from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageFont

import fastlabel
from fastlabel.drawing import (
    color_of,
    draw,
    draw_annotations,
    draw_content,
    draw_frame,
    read_frames,
)
from fastlabel.errors import FastLabelInvalidException, MissingExtraError, MissingFileError
from fastlabel.models import (
    BBox,
    Content,
    FramePoint,
    ImageAnnotation,
    ImageTask,
    Keypoint,
    Line,
    MultiImageTask,
    Polygon,
    Segmentation,
    TaskId,
    UnknownAnnotation,
    VideoBBox,
    VideoTask,
)

Color = tuple[int, int, int]

WHITE = (255, 255, 255)
BLUE = (0, 0, 255)
BLUE_TEXT = "#0000ff"
NOTE = (64, 64, 64)


def white(width: int = 200, height: int = 200) -> Image.Image:
    return Image.new("RGB", (width, height), "white")


def drawn(*annotations: ImageAnnotation, size: tuple[int, int] = (200, 200)) -> Image.Image:
    return draw_annotations(white(*size), annotations)


def at(picture: Image.Image, x: int, y: int) -> Color:
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    return int(red), int(green), int(blue)


def count(picture: Image.Image, color: Color) -> int:
    data = picture.tobytes()
    wanted = bytes(color)
    return sum(data[index : index + 3] == wanted for index in range(0, len(data), 3))


def is_tint(color: Color) -> bool:
    """Blue laid thinly over white."""
    red, green, blue = color
    return 0 < red < 255 and red == green and blue == 255


# What each type looks like


def test_box_has_a_solid_edge_a_thin_fill_and_nothing_outside() -> None:
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(50, 60, 150, 160)))
    for x, y in ((50, 120), (149, 120), (100, 60), (100, 159)):
        assert at(picture, x, y) == BLUE
    assert is_tint(at(picture, 100, 110))
    for x, y in ((44, 120), (156, 120), (100, 168), (190, 190)):
        assert at(picture, x, y) == WHITE


def test_box_with_inverted_corners_is_drawn_all_the_same() -> None:
    upright = drawn(BBox(value="a", points=(50, 60, 150, 160)))
    inverted = drawn(BBox(value="a", points=(150, 160, 50, 60)))
    assert inverted.tobytes() == upright.tobytes()


def test_box_as_large_as_the_picture_shows_all_its_edges() -> None:
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(0, 0, 200, 200)))
    for x, y in ((0, 100), (199, 100), (100, 0), (100, 199)):
        assert at(picture, x, y) == BLUE


def test_polygon_fills_its_inside_and_not_its_notch() -> None:
    notched = [50, 50, 150, 50, 150, 150, 100, 80, 50, 150]
    picture = drawn(Polygon(value="a", color=BLUE_TEXT, points=notched))
    assert is_tint(at(picture, 100, 65))
    assert is_tint(at(picture, 60, 110))
    assert at(picture, 100, 120) == WHITE
    assert at(picture, 100, 80) == BLUE


def test_segmentation_is_filled_but_for_its_hole() -> None:
    outline = [50, 50, 150, 50, 150, 150, 50, 150, 50, 50]
    hole = [80, 80, 80, 120, 120, 120, 120, 80, 80, 80]
    picture = drawn(Segmentation(value="a", color=BLUE_TEXT, points=[[outline, hole]]))
    assert is_tint(at(picture, 65, 100))
    assert is_tint(at(picture, 135, 135))
    assert at(picture, 100, 100) == WHITE
    assert at(picture, 80, 100) == BLUE


def test_segmentation_keeps_a_region_that_lies_in_the_hole_of_another() -> None:
    outline = [50, 50, 150, 50, 150, 150, 50, 150, 50, 50]
    hole = [70, 70, 70, 130, 130, 130, 130, 70, 70, 70]
    island = [90, 90, 110, 90, 110, 110, 90, 110, 90, 90]
    for regions in ([[outline, hole], [island]], [[island], [outline, hole]]):
        picture = drawn(Segmentation(value="a", color=BLUE_TEXT, points=regions))
        assert is_tint(at(picture, 100, 100))
        assert at(picture, 80, 100) == WHITE


def test_keypoint_is_a_dot_of_its_colour_in_a_white_ring() -> None:
    picture = draw_annotations(
        Image.new("RGB", (200, 200), "black"),
        [Keypoint(value="a", color=BLUE_TEXT, points=(100, 100))],
    )
    row = [at(picture, x, 100) for x in range(90, 100)]
    assert at(picture, 100, 100) == BLUE
    assert row[0] == (0, 0, 0)
    assert WHITE in row


def test_line_is_open_and_follows_its_vertices() -> None:
    picture = drawn(Line(value="a", color=BLUE_TEXT, points=[40, 100, 100, 160, 160, 100]))
    for x in (70, 130):
        red, green, blue = at(picture, x, 130)
        assert red == green < 40 < blue
    assert at(picture, 100, 100) == WHITE
    assert at(picture, 100, 130) == WHITE


def test_line_has_smooth_edges() -> None:
    picture = drawn(Line(value="a", color="#000000", points=[20, 40, 180, 90]))
    greys = {color for _, color in picture.getcolors(maxcolors=100_000) or []}
    assert len(greys - {(0, 0, 0), WHITE}) > 5


def test_line_grows_with_the_picture() -> None:
    def width(side: int) -> int:
        line = Line(value="a", color=BLUE_TEXT, points=[side / 2, side * 0.4, side / 2, side * 0.8])
        picture = drawn(line, size=(side, side))
        row = picture.crop((0, int(side * 0.6), side, int(side * 0.6) + 1))
        return count(row, BLUE)

    assert 0 < width(200) < width(2000) < width(4000)


def test_overlay_of_a_large_picture_is_drawn_in_place() -> None:
    size = (4400, 4200)
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(100, 200, 4300, 4100)), size=size)
    assert at(picture, 100, 2000) == BLUE
    assert at(picture, 4299, 2000) == BLUE
    assert is_tint(at(picture, 2000, 2000))


@pytest.mark.parametrize(
    "annotation",
    [
        pytest.param(BBox(value="a", points=(-1e15, -1e15, 1e15, 1e15)), id="around-the-picture"),
        pytest.param(Polygon(value="a", points=[-1e15, 0, 1e15, 0, 0, 1e15]), id="far-vertices"),
        pytest.param(Line(value="a", points=[-1e15, 100, 1e15, 100]), id="far-line"),
    ],
)
def test_far_coordinates_do_no_harm(annotation: ImageAnnotation) -> None:
    assert drawn(annotation).tobytes() != white().tobytes()


def test_shape_beside_the_picture_leaves_only_its_label() -> None:
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(500, 500, 600, 600)))
    assert picture.crop((0, 0, 150, 150)).tobytes() == white(150, 150).tobytes()
    assert count(picture, BLUE) > 50


# Colours


def test_color_is_the_one_told_by_the_service() -> None:
    assert color_of(BBox(value="cat", color="#12aBff", points=(0, 0, 1, 1))) == (0x12, 0xAB, 0xFF)


@pytest.mark.parametrize("told", [None, "red", "#12345", "#1234567"])
def test_color_of_a_class_is_the_same_for_all_types(told: str | None) -> None:
    box = color_of(BBox(value="cat", color=told, points=(0, 0, 1, 1)))
    assert box == color_of(Keypoint(value="cat", points=(0, 0)))
    assert box == color_of(UnknownAnnotation.from_wire({"value": "cat"}))
    assert box != color_of(Keypoint(value="dog", points=(0, 0)))


def test_color_is_the_same_in_every_run() -> None:
    code = (
        "from fastlabel.drawing import color_of; from fastlabel.models import Keypoint;"
        "print(color_of(Keypoint(value='cat', points=(0, 0))))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == str(color_of(Keypoint(value="cat", points=(0, 0))))


# Labels


def dot(x: float, y: float, color: str = BLUE_TEXT, title: str | None = None) -> Keypoint:
    return Keypoint(value="a class", title=title, color=color, points=(x, y))


@pytest.mark.parametrize(
    ("x", "y"), [(0, 0), (200, 0), (0, 200), (200, 200), (100, 0), (0, 100), (200, 100), (100, 200)]
)
def test_label_at_an_edge_is_wholly_inside(x: int, y: int) -> None:
    inside = count(drawn(dot(100, 100)), BLUE)
    assert count(drawn(dot(x, y)), BLUE) > inside * 0.9


def test_labels_keep_out_of_each_others_way() -> None:
    alone = count(drawn(dot(100, 100)), BLUE)
    three = drawn(*(dot(100, 100) for _ in range(3)))
    assert count(three, BLUE) > alone * 2.5


def test_label_where_no_place_is_free_is_drawn_over_others() -> None:
    crowd = [dot(20, 10) for _ in range(40)]
    last = dot(20, 10, color="#ff0000")
    picture = drawn(*crowd, last, size=(60, 40))
    assert count(picture, (255, 0, 0)) > 0


@pytest.mark.parametrize(
    ("color", "ink"), [("#ffff00", (0, 0, 0)), ("#000060", WHITE)], ids=["bright", "dark"]
)
def test_label_text_stands_out_from_its_colour(color: str, ink: Color) -> None:
    black = Image.new("RGB", (200, 200), (90, 90, 90))
    box = BBox(value="WWW", color=color, points=(60, 60, 160, 160))
    label = draw_annotations(black, [box]).crop((60, 40, 90, 57))
    assert count(label, ink) > 0


def test_label_says_the_title_and_without_one_the_value() -> None:
    titled = drawn(BBox(value="cat", title="Cat", color=BLUE_TEXT, points=(50, 50, 150, 150)))
    plain = drawn(BBox(value="Cat", color=BLUE_TEXT, points=(50, 50, 150, 150)))
    other = drawn(BBox(value="Dog", color=BLUE_TEXT, points=(50, 50, 150, 150)))
    assert titled.tobytes() == plain.tobytes() != other.tobytes()


@pytest.mark.parametrize(
    ("value", "title", "shown"),
    [
        pytest.param("cat", "猫", "cat", id="value-for-a-title-it-cannot-write"),
        pytest.param("猫", None, "?", id="nothing-it-can-write"),
        pytest.param("Bär", "Äh", "Ah", id="accents-dropped"),
        pytest.param("two\nlines\t ", None, "two lines", id="white-space"),
        pytest.param("a\x1bb", None, "a?b", id="control-character"),
        pytest.param("", None, "bbox", id="no-name-at-all"),
    ],
)
def test_label_is_written_as_far_as_the_font_goes(
    value: str, title: str | None, shown: str
) -> None:
    box = BBox(value=value, title=title, color=BLUE_TEXT, points=(50, 50, 150, 150))
    expected = BBox(value=shown, color=BLUE_TEXT, points=(50, 50, 150, 150))
    assert drawn(box).tobytes() == drawn(expected).tobytes()


def test_label_longer_than_the_picture_is_shortened() -> None:
    picture = drawn(dot(30, 20, title="W" * 300), size=(60, 40))
    assert count(picture, BLUE) > 60


def test_label_is_left_out_of_a_picture_too_small_for_it() -> None:
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(0, 0, 5, 5)), size=(5, 5))
    assert at(picture, 0, 2) == BLUE
    assert is_tint(at(picture, 2, 2))


def test_label_takes_a_font_of_the_caller(tmp_path: Path) -> None:
    builtin = ImageFont.load_default(12)
    assert isinstance(builtin, ImageFont.FreeTypeFont)
    assert isinstance(builtin.path, io.BytesIO)
    path = tmp_path / "labels.ttf"
    path.write_bytes(builtin.path.getvalue())
    box = BBox(value="cat", color=BLUE_TEXT, points=(50, 60, 150, 160))
    for font in (path, str(path)):
        picture = draw_annotations(white(), [box], font=font)
        assert count(picture.crop((50, 40, 80, 56)), BLUE) > 50


def test_font_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "no.ttf"
    path.write_bytes(b"no font")
    with pytest.raises(FastLabelInvalidException, match=r"font: cannot read '.*no\.ttf'"):
        draw_annotations(white(), [], font=path)


# What cannot be drawn


@pytest.mark.parametrize(
    "annotation",
    [
        UnknownAnnotation.from_wire({"type": "circle", "points": [1, 2, 3]}),
        Polygon(value="a", points=[]),
        Line(value="a", points=[]),
        Segmentation(value="a", points=[]),
        Segmentation(value="a", points=[[[]]]),
    ],
)
def test_what_cannot_be_drawn_is_counted_at_the_bottom(annotation: ImageAnnotation) -> None:
    picture = drawn(annotation)
    assert at(picture, 1, 198) == NOTE
    assert picture.crop((0, 0, 200, 150)).tobytes() == white(200, 150).tobytes()
    assert drawn(annotation, annotation).tobytes() != picture.tobytes()


def test_drawn_annotations_need_no_note() -> None:
    assert count(drawn(Keypoint(value="a", points=(100, 50))), NOTE) == 0


def test_region_without_an_outline_leaves_the_others() -> None:
    square = [50, 50, 150, 50, 150, 150, 50, 150, 50, 50]
    whole = drawn(Segmentation(value="a", points=[[square]]))
    assert drawn(Segmentation(value="a", points=[[[]], [square]])).tobytes() == whole.tobytes()


# Images, as they are given


def encoded(image: Image.Image, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def test_image_is_not_changed() -> None:
    image = white()
    before = image.tobytes()
    result = draw_annotations(image, [BBox(value="a", points=(50, 50, 150, 150))])
    assert image.tobytes() == before
    assert result.tobytes() != before
    assert (result.mode, result.size) == ("RGB", image.size)


def test_image_without_annotations_is_still_a_copy() -> None:
    image = white()
    assert draw_annotations(image, []) is not image


def test_image_may_be_a_path_or_bytes(tmp_path: Path) -> None:
    path = tmp_path / "white.png"
    path.write_bytes(encoded(white()))
    box = BBox(value="a", points=(50, 50, 150, 150))
    expected = drawn(box).tobytes()
    for image in (path, str(path), path.read_bytes()):
        assert draw_annotations(image, [box]).tobytes() == expected


def paletted() -> Image.Image:
    image = Image.new("P", (2, 1), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    return image


def sixteen_bits() -> Image.Image:
    image = Image.new("I;16", (2, 1))
    image.putpixel((0, 0), 1000)
    image.putpixel((1, 0), 5000)
    return image


@pytest.mark.parametrize(
    ("image", "pixels"),
    [
        pytest.param(Image.new("RGBA", (2, 1), (9, 9, 9, 0)), (WHITE, WHITE), id="transparent"),
        pytest.param(Image.new("L", (2, 1), 7), ((7, 7, 7), (7, 7, 7)), id="grey"),
        pytest.param(paletted(), ((255, 0, 0), BLUE), id="palette"),
        pytest.param(sixteen_bits(), ((0, 0, 0), WHITE), id="16-bit"),
        pytest.param(Image.new("I", (2, 1), 5), ((0, 0, 0), (0, 0, 0)), id="32-bit-of-one-value"),
        pytest.param(Image.new("F", (2, 1), 0.5), ((0, 0, 0), (0, 0, 0)), id="float"),
    ],
)
def test_image_of_any_mode_becomes_rgb(image: Image.Image, pixels: tuple[Color, Color]) -> None:
    picture = draw_annotations(image, [])
    assert (at(picture, 0, 0), at(picture, 1, 0)) == pixels


def task(**fields: Any) -> ImageTask:
    return ImageTask(id=TaskId("1"), name="cat.png", **fields)


def test_draw_draws_a_tasks_annotations() -> None:
    box = BBox(value="a", points=(50, 50, 150, 150))
    result = fastlabel.draw(task(width=200, height=200, annotations=[box]), white())
    assert result.tobytes() == drawn(box).tobytes()


def test_draw_takes_any_size_where_none_is_told() -> None:
    assert draw(task(), white(30, 20)).size == (30, 20)


def test_draw_without_an_image_says_what_to_give() -> None:
    with pytest.raises(FastLabelInvalidException, match=r"task 'cat\.png': needs its image"):
        draw(task())


def test_draw_on_an_image_of_another_size_is_refused() -> None:
    with pytest.raises(FastLabelInvalidException, match=r"is 100 x 50, .* are for 200 x 200"):
        draw(task(width=200, height=200), white(100, 50))


def test_draw_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"task 'cat\.png': there is no file '.*no\.png'"):
        draw(task(), tmp_path / "no.png")


@pytest.mark.parametrize(
    "image", [b"", b"no picture", encoded(white())[:200]], ids=["empty", "text", "truncated"]
)
def test_draw_refuses_what_is_no_picture(image: bytes) -> None:
    with pytest.raises(FastLabelInvalidException, match="not a readable picture"):
        draw(task(), image)


# Several images


def several() -> MultiImageTask:
    return MultiImageTask(
        id=TaskId("1"),
        name="two",
        contents=[Content(name="a.png", width=200, height=200), Content(name="b.png")],
        annotations=[
            BBox(value="x", content="a.png", points=(50, 50, 150, 150)),
            BBox(value="y", content="b.png", points=(20, 20, 80, 80)),
        ],
    )


def test_draw_content_draws_what_is_on_that_image() -> None:
    result = draw_content(white(), several(), "a.png")
    assert result.tobytes() == drawn(BBox(value="x", points=(50, 50, 150, 150))).tobytes()


def test_draw_content_of_another_name_lists_the_contents() -> None:
    with pytest.raises(FastLabelInvalidException, match=r"'c\.png' is not in .* a\.png, b\.png"):
        draw_content(white(), several(), "c.png")


def test_draw_content_on_an_image_of_another_size_is_refused() -> None:
    with pytest.raises(FastLabelInvalidException, match=r"content 'a\.png': the image is 9 x 9"):
        draw_content(white(9, 9), several(), "a.png")


# Videos


def clip(points: Mapping[int, FramePoint], *others: UnknownAnnotation) -> VideoTask:
    box = VideoBBox(value="x", title="X", color=BLUE_TEXT, points=points)
    return VideoTask(
        id=TaskId("1"), name="v.mp4", width=200, height=200, annotations=[box, *others]
    )


def test_draw_frame_draws_the_boxes_of_that_frame() -> None:
    told = clip({2: FramePoint((50, 50, 150, 150), autogenerated=False)})
    box = BBox(value="x", title="X", color=BLUE_TEXT, points=(50, 50, 150, 150))
    assert draw_frame(white(), told, 2).tobytes() == drawn(box).tobytes()
    assert draw_frame(white(), told, 3).tobytes() == white().tobytes()


def test_draw_frame_counts_annotations_not_known() -> None:
    told = clip({}, UnknownAnnotation.from_wire({"type": "circle"}))
    assert at(draw_frame(white(), told, 1), 1, 198) == NOTE


def test_draw_frame_counts_from_one() -> None:
    with pytest.raises(FastLabelInvalidException, match="frame: 0, the first frame is 1"):
        draw_frame(white(), clip({}), 0)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five frames, each lighter than the one before."""
    path = tmp_path_factory.mktemp("video") / "grey.mp4"
    container: Any
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for level in range(5):
            image = Image.new("RGB", (64, 48), (50 * level,) * 3)
            # Its types are unknown to strict checkers.
            frame: Any = av.VideoFrame
            container.mux(stream.encode(frame.from_image(image)))
        container.mux(stream.encode(None))
    return path


def levels(frames: Iterable[tuple[int, Image.Image]]) -> dict[int, int]:
    """Frame number → which of the greys it has."""
    return {number: round(at(picture, 30, 20)[0] / 50) for number, picture in frames}


def test_read_frames_counts_from_one_in_the_order_of_the_video(video: Path) -> None:
    assert levels(read_frames(video, [5, 2, 2])) == {2: 1, 5: 4}
    assert list(levels(read_frames(str(video), [3, 1]))) == [1, 3]


def test_read_frames_takes_bytes(video: Path) -> None:
    assert levels(read_frames(video.read_bytes(), [1])) == {1: 0}


def test_read_frames_of_none_gives_none(video: Path) -> None:
    assert not levels(read_frames(video, []))


def test_read_frames_beyond_the_end_says_how_many_there_are(video: Path) -> None:
    frames = read_frames(video, [5, 9])
    assert next(frames)[0] == 5
    with pytest.raises(FastLabelInvalidException, match="frames: 9, the video has 5 frames"):
        next(frames)


def test_read_frames_below_one_is_refused(video: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match="frame: 0, the first frame is 1"):
        list(read_frames(video, [0, 1]))


def test_read_frames_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"there is no file '.*no\.mp4'"):
        list(read_frames(tmp_path / "no.mp4", [1]))


@pytest.mark.parametrize("content", [b"", b"no video", encoded(white())[:40]])
def test_read_frames_refuses_what_is_no_video(content: bytes) -> None:
    with pytest.raises(FastLabelInvalidException, match="not a readable video"):
        list(read_frames(content, [1]))


# What is not installed


@pytest.mark.parametrize(("module", "name"), [("PIL", "Pillow"), ("av", "PyAV")])
def test_missing_extra_names_the_pip_command(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, video: Path
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"{name}: pip install 'fastlabel\[draw\]'"):
        list(read_frames(video, [1]))


def test_drawing_is_imported_without_pillow_and_pyav() -> None:
    code = (
        "import sys, fastlabel.drawing;"
        "print(sorted({'PIL', 'av'} & {name.partition('.')[0] for name in sys.modules}))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
