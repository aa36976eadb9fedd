"""What is annotated on the demo's pictures: coordinates in pixels of the files in `demo/media`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation, VideoBBox

Drawn = BBox | Polygon | Keypoint | Line | Segmentation
Box = tuple[float, float, float, float]

# fmt: off
COFFEE: Final[Sequence[Drawn]] = (
    BBox(value="cup", points=(173, 18, 408, 308)),
    Segmentation(
        value="glazed_saucer",
        points=[[
            [  # the whole rim, also where the cup hides it
                78, 202, 82, 179, 91, 158, 102, 137, 118, 118, 136, 101, 157, 87, 181, 75, 206,
                66, 233, 60, 261, 58, 289, 58, 317, 62, 344, 69, 370, 79, 394, 91, 415, 107,
                435, 124, 451, 144, 464, 165, 473, 187, 478, 209, 480, 233, 477, 255, 471, 278,
                461, 299, 447, 319, 430, 336, 411, 352, 388, 365, 364, 376, 338, 383, 310, 387,
                282, 388, 254, 386, 227, 381, 200, 373, 175, 361, 152, 347, 132, 331, 114, 312,
                99, 292, 88, 271, 81, 248, 78, 225, 78, 202,
            ],
            [  # the cup on it
                173, 108, 177, 89, 185, 76, 200, 71, 216, 66, 232, 63, 248, 61, 265, 60, 284,
                60, 300, 62, 317, 65, 335, 69, 354, 75, 371, 82, 386, 90, 398, 97, 408, 107,
                408, 122, 405, 142, 400, 165, 392, 187, 381, 208, 370, 223, 361, 237, 348, 248,
                338, 254, 331, 263, 319, 276, 303, 284, 285, 286, 268, 284, 257, 281, 245, 291,
                234, 301, 223, 308, 210, 306, 201, 300, 197, 290, 197, 280, 202, 264, 209, 250,
                216, 237, 207, 227, 196, 214, 187, 200, 181, 188, 177, 172, 174, 151, 173, 130,
                173, 108,
            ],
        ]],
    ),
    Polygon(
        value="spoon",
        points=[
            397, 76, 404, 68, 414, 67, 421, 71, 424, 77, 422, 89, 417, 108, 411, 130, 405, 155,
            398, 176, 391, 192, 387, 211, 383, 229, 384, 238, 387, 245, 397, 255, 403, 264,
            406, 276, 404, 288, 400, 299, 393, 310, 384, 318, 374, 323, 363, 325, 352, 325,
            343, 321, 335, 313, 329, 302, 326, 290, 326, 279, 329, 268, 334, 259, 341, 252,
            351, 247, 361, 243, 368, 238, 372, 233, 374, 225, 378, 215, 385, 201, 394, 185,
            401, 168, 406, 148, 409, 128, 409, 110, 405, 92,
        ],
    ),
    Line(value="table_edge", points=[0, 106, 45, 73, 103, 34, 152, 0]),
    Keypoint(value="grip", points=(217, 268)),
)
"""All five types on one image; the saucer is a region with a hole, where the cup stands."""

CHELSEA: Final[Sequence[Drawn]] = (
    BBox(
        value="cat",
        points=(28, 0, 364, 292),
        attributes=[
            Attribute(key="coat", value="tabby"), Attribute(key="looks_at_us", value=False),
        ],
    ),
    Polygon(
        value="left_ear",
        points=[
            316, 0, 400, 0, 397, 7, 392, 13, 386, 20, 381, 27, 378, 36, 375, 45, 371, 56, 366, 64,
            360, 72, 355, 79, 346, 68, 340, 54, 333, 36, 324, 18,
        ],
    ),
    Segmentation(
        value="iris",
        points=[
            [
                [
                    140, 111, 140, 104, 143, 95, 150, 89, 160, 86, 172, 86, 184, 89, 193, 94,
                    200, 102, 202, 112, 201, 122, 197, 132, 190, 140, 182, 143, 172, 143, 162, 141,
                    154, 137, 147, 130, 142, 121, 140, 111,
                ],
                [
                    164, 111, 166, 103, 169, 97, 174, 93, 178, 93, 182, 99, 184, 107, 182, 115,
                    178, 122, 172, 127, 170, 129, 167, 125, 164, 117, 164, 111,
                ],
            ],
            [
                [
                    296, 142, 298, 133, 302, 126, 308, 119, 318, 113, 327, 111, 334, 112, 339, 118,
                    340, 127, 339, 137, 335, 147, 327, 156, 318, 161, 308, 162, 301, 159, 297, 152,
                    296, 142,
                ],
                [
                    306, 133, 308, 123, 313, 117, 318, 115, 322, 118, 324, 125, 322, 134, 318, 142,
                    312, 148, 308, 141, 306, 133,
                ],
            ],
        ],
    ),
    Line(
        value="whisker",
        points=[
            160, 220, 150, 220, 130, 218, 110, 216, 90, 215, 70, 214, 50, 215, 30, 217, 12, 220,
            0, 223,
        ],
    ),
    Line(
        value="whisker",
        points=[145, 230, 130, 231, 100, 234, 80, 236, 60, 239, 40, 243, 20, 249, 0, 255],
    ),
    Keypoint(value="pupil", points=(174, 111)),
    Keypoint(value="pupil", points=(314, 131)),
    Keypoint(value="nose", points=(266, 241)),
)
"""The irises are one segmentation of two regions, each with the pupil as its hole."""

ROCKET: Final[Sequence[Drawn]] = (
    BBox(value="rocket", points=(310, 126, 335, 408)),
    Line(value="lightning_mast", points=[201.5, 126, 198, 215]),
    Line(value="lightning_mast", points=[446, 125, 450, 214]),
    Keypoint(value="floodlight", points=(151, 377)),
    Keypoint(value="floodlight", points=(193, 395)),
    Keypoint(value="floodlight", points=(364, 396)),
    Keypoint(value="floodlight", points=(433, 394)),
)

THREE_PICTURES: Final[Sequence[Drawn]] = tuple(
    annotation.model_copy(update={"content": content})
    for content, annotations in (
        ("chelsea.png", CHELSEA[:1]), ("coffee.png", COFFEE[1:3]), ("rocket.jpg", ROCKET),
    )
    for annotation in annotations
)
"""Some of it once more, in one task of several images."""

LAUNCH_ATTRIBUTES: Final[Sequence[Attribute]] = (
    Attribute(key="scene", value="launch pad"),
    Attribute(key="time_of_day", value="dusk"),
    Attribute(key="rocket_on_pad", value=True),
    Attribute(key="towers_in_view", value=4),
)

_KEYFRAMES: Final[Mapping[int, tuple[Box, Box]]] = {  # the whole rabbit, its face
    1: ((228, 256, 524, 562), (315, 347, 404, 458)),
    5: ((150, 246, 524, 560), (310, 378, 412, 494)),
    9: ((150, 248, 527, 558), (345, 350, 476, 488)),
    11: ((150, 252, 560, 556), (347, 322, 490, 478)),
    13: ((150, 220, 568, 558), (358, 288, 497, 452)),
    17: ((152, 166, 575, 550), (372, 238, 510, 418)),
    21: ((153, 142, 588, 582), (388, 232, 524, 412)),
    25: ((156, 180, 583, 592), (402, 282, 548, 470)),
    29: ((158, 184, 620, 594), (415, 292, 576, 482)),
    33: ((160, 160, 652, 596), (425, 272, 580, 460)),
    37: ((162, 106, 686, 598), (428, 217, 576, 408)),
    39: ((163, 72, 700, 600), (428, 188, 570, 370)),
    40: ((171, 53, 706, 602), (424, 168, 568, 354)),
    41: ((198, 36, 707, 603), (420, 148, 564, 337)),
    43: ((222, 12, 704, 604), (425, 118, 552, 302)),
    45: ((232, 18, 679, 606), (413, 100, 545, 268)),
    49: ((231, 32, 618, 612), (404, 82, 541, 238)),
    51: ((220, 19, 603, 613), (404, 78, 541, 232)),
    53: ((208, 20, 603, 615), (400, 77, 540, 228)),
    60: ((181, 50, 610, 618), (400, 66, 540, 218)),
    70: ((163, 70, 614, 624), (388, 70, 540, 214)),
    80: ((157, 73, 617, 627), (385, 73, 545, 212)),
    90: ((157, 76, 616, 628), (387, 76, 538, 215)),
    98: ((158, 82, 617, 628), (393, 82, 548, 228)),
    104: ((168, 78, 614, 628), (396, 86, 545, 252)),
    108: ((255, 53, 613, 628), (395, 102, 545, 275)),
    112: ((286, 46, 605, 628), (383, 120, 530, 295)),
    118: ((268, 53, 600, 628), (375, 124, 528, 298)),
    125: ((275, 62, 598, 628), (378, 128, 528, 300)),
    132: ((281, 88, 600, 627), (398, 128, 540, 320)),
}
# fmt: on

RABBIT: Final[Sequence[VideoBBox]] = tuple(
    VideoBBox.from_keyframes({at: boxes[index] for at, boxes in _KEYFRAMES.items()}, value=value)
    for index, value in enumerate(("rabbit", "face"))
)
"""Boxes on all 132 frames, drawn every few frames and interpolated between."""
