"""Names that anybody may have chosen: each gets a path of its own, directly in the folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fastlabel._files.safe_names import safe_join

FOLDER = Path("media")
WINDOWS_DEVICES = {"con", "prn", "aux", "nul", "clock$", "conin$", "conout$"} | {
    f"{port}{digit}"
    for port in ("com", "lpt")
    for digit in "0123456789¹²³"  # they count too
}


def kept(name: str) -> str:
    """What becomes of a name."""
    path = safe_join(FOLDER, name)
    assert path.parent == FOLDER
    return path.name


def folded(name: str) -> str:
    """What a file system that ignores case and composes accents makes of a name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def raised(name: str) -> str:
    """What Windows compares."""
    return unicodedata.normalize("NFC", name.upper())


def is_valid_on_windows(name: str) -> bool:
    return (
        0 < len(name.encode("utf-16-le")) // 2 <= 255
        and not re.search(r'[\x00-\x1f<>:"/\\|?*]', name)
        and name[-1] not in ". "
        and name.split(".", maxsplit=1)[0].rstrip(" ").casefold() not in WINDOWS_DEVICES
    )


@pytest.mark.parametrize(
    "name",
    [
        "chelsea.png",
        "猫の写真 01.jpg",
        "がぎぐ.png",
        "한국어.png",
        "हिन्दी.png",
        "no extension",
        "a.tar.gz",
        "été.jpg",
        "console.txt",
        "a-b_c (1) [2] {3} #4 & 5, 6; 7'.mp4",
    ],
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert kept(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../x", "%2e.%2fx"),
        ("..", "%2e%2e"),
        (".", "%2e"),
        ("", "%-0"),
        ("/etc/x", "%2fetc%2fx"),
        ("C:\\x", "C%3a%5cx%-1"),
        ("a/b", "a%2fb"),
        ("CON", "%43ON%-18"),
        ("nul.txt", "%6eul.txt"),
        ("nul .txt", "%6eul .txt"),
        ("com¹", "%63om¹"),
        ("a\0b\x1b[31m\x9b\u202eb", "a%00b%1b[31m%c2%9b%e2%80%aeb"),
        ("a. .", "a. %2e"),
        ("a ", "a%20"),
        (".bashrc", "%2ebashrc"),
        ("-rf", "%2drf"),
        ("~root", "%7eroot"),
        ("chelse~1.png", "chelse%7e1.png"),
        ("%2f", "%252f"),
        ("\udc80.png", "%ed%b2%80.png"),
        ("IMG_1.JPG", "IMG_1%-1c7.JPG"),
        ("Été.jpg", "Été%-1.jpg"),
        ("e\u0301te.jpg", "e%cc%81te.jpg"),
        ("\u212b.png", "%e2%84%ab.png"),
        ("straße.png", "stra%c3%9fe.png"),
        ("file.png:stream", "file.png%3astream"),
    ],
)
def test_what_is_not_safe_is_escaped(name: str, expected: str) -> None:
    assert kept(name) == expected


@pytest.mark.parametrize(
    "names",
    [
        ("a.png", "A.png", "A.PNG", "a.PNG", "a%-1.png", "A%-1.png"),
        ("é", "e\u0301", "É", "E\u0301", "%c3%89"),
        ("strasse", "straße", "STRASSE", "STRAẞE", "Strasse"),
        ("k", "K", "\u212a"),
        ("i", "I", "\u0131", "İ", "i\u0307"),
        ("\u03c3", "ς", "Σ"),
        ("ǰ", "j\u030c", "J\u030c"),
        ("가", "가", "\u1100\u1161", "가\u11a8", "각"),
        ("a", "a ", "a.", "a. ", "a%20", "a\0"),
        ("", "%", "%-0", ".", ".."),
        ("nul", "NUL", "Nul", "%6eul", "nul "),
    ],
)
def test_names_that_some_file_system_takes_for_one_get_paths_of_their_own(
    names: tuple[str, ...],
) -> None:
    for seen in (folded, raised):
        assert len({seen(kept(name)) for name in names}) == len(set(names))


def test_long_names_are_cut_and_stay_apart() -> None:
    names = [f"{letter * 299}{end}.png" for letter in ("a", "A", "猫", "/") for end in "123"]
    names += ["b" * 255, "b" * 256, "b" * 257, f"x.{'y' * 300}", "." * 300]
    paths = [kept(name) for name in names]
    assert len({folded(path) for path in paths}) == len(names)
    assert all(len(path.encode()) <= 255 for path in paths)
    assert all(path.endswith(".png") for path in paths[:12])
    assert kept("b" * 255) == "b" * 255


def test_the_folder_may_have_any_name() -> None:
    assert safe_join(Path("/data/../x"), "../y") == Path("/data/../x/%2e.%2fy")


TRICKY = st.sampled_from(
    [
        *".- ~%/\\:\0\x1b\u202e\udc80aAéÉßẞ\u017fKki\u0131İςΣǰ가각각かが゙",
        "e\u0301",
        "J\u030c",
        "%-1",
        "%=",
        "nul",
        "CON",
    ]  # that is the point
)
NAMES = st.one_of(st.text(), st.lists(TRICKY, max_size=8).map("".join), st.text(min_size=80))


@given(NAMES)
@example("J\u030c")
def test_any_name_gives_one_file_in_the_folder_that_every_system_can_hold(name: str) -> None:
    path = kept(name)
    assert is_valid_on_windows(path)
    assert len(path.encode()) <= 255
    assert path[0] not in ".-~"
    assert not any(unicodedata.category(letter)[0] == "C" for letter in path)
    assert unicodedata.is_normalized("NFC", path)
    assert unicodedata.is_normalized("NFC", path.casefold())
    assert kept(name) == path


@given(NAMES, NAMES)
def test_different_names_give_different_paths(one: str, other: str) -> None:
    for seen in (folded, raised):
        assert (seen(kept(one)) == seen(kept(other))) == (one == other)


@given(NAMES)
def test_variants_of_a_name_give_different_paths(name: str) -> None:
    forms = [unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    variants = {name, name.upper(), name.lower(), name.casefold(), name.swapcase(), *forms}
    variants |= {kept(name), f"{name} ", f"{name}.", f".{name}"}
    for seen in (folded, raised):
        assert len({seen(kept(variant)) for variant in variants}) == len(variants)


@given(NAMES)
def test_a_path_is_a_name_that_stays_unless_it_holds_a_mark(name: str) -> None:
    path = kept(name)
    if "%" not in path:
        assert path == name
