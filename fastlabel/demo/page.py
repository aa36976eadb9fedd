"""One page that shows what the demo made. It loads nothing but the pictures beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from urllib.parse import quote

from fastlabel.demo.coco_counts import CocoCounts
from fastlabel.demo.gallery import Exhibit, Figure
from fastlabel.demo.summaries import AnyTask, annotations_of, facts
from fastlabel.drawing import color_of
from fastlabel.models import Attribute, ImageClassificationTask, UnknownAnnotation
from fastlabel.notebook.texts import Annotation, attribute_text, geometry, value_text

__all__ = ["page"]

_CREDITS = (
    "chelsea.png: Stéfan van der Walt, CC0.",
    "coffee.png: Rachel Michetti, CC0.",
    "rocket.jpg: SpaceX, public domain.",
    "bigbuckbunny.mp4: © 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0.",
)


def page(exhibits: Sequence[Exhibit], counts: CocoCounts) -> str:
    """The page as HTML. Whatever a task says stands in it as text."""
    style = files("fastlabel.demo").joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src 'self' file:; style-src 'sha256-{digest}';"
        " base-uri 'none'; form-action 'none'"
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>fastlabel demo</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>fastlabel demo</h1>
<p class="lead">What the service gave back for the tasks of the demo, drawn by the client, and
<a href="coco.json">what it becomes in COCO</a>.</p>
</header>
<main>
{"".join(map(_task, exhibits))}{_coco(counts)}</main>
<footer>{" ".join(map(escape, _CREDITS))}</footer>
</body>
</html>
"""


def _task(exhibit: Exhibit) -> str:
    task = exhibit.task
    name, *rest = facts(task)
    told = "".join(f"<dt>{escape(key)}</dt><dd>{escape(text)}</dd>\n" for key, text in rest)
    single = " single" if len(exhibit.figures) == 1 else ""
    pictures = "".join(_figure(figure, task.name) for figure in exhibit.figures)
    return f"""<section class="task">
<h2>{escape(name[1])}</h2>
<p class="project">{type(task).__name__} in project {escape(exhibit.project)}</p>
<div class="pictures{single}">
{pictures}</div>
<dl>
{told}</dl>
{_marks(task)}</section>
"""


def _figure(figure: Figure, task: str) -> str:
    caption = f"<figcaption>{escape(figure.caption)}</figcaption>" if figure.caption else ""
    alt = escape(f"{task}, {figure.caption}" if figure.caption else task)
    # Quoted, a name is a file beside the page, even one that begins with `javascript:`.
    link = quote(figure.file, safe="")
    return (
        f'<figure><a href="{link}"><img src="{link}" alt="{alt}"'
        f' width="{figure.width}" height="{figure.height}"></a>{caption}</figure>\n'
    )


def _marks(task: AnyTask) -> str:
    """A table of a task's annotations, or of the attributes of a classification task."""
    if isinstance(task, ImageClassificationTask):
        return _table([("attribute", "type", "value"), *map(_attribute_cells, task.attributes)])
    headings = ("class", "type", "image", "where", "attributes")
    return _table([headings, *map(_annotation_cells, annotations_of(task))])


def _attribute_cells(attribute: Attribute) -> Sequence[str]:
    name = attribute.name or attribute.key
    return escape(name), escape(attribute.type or ""), escape(value_text(attribute))


def _annotation_cells(annotation: Annotation) -> Sequence[str]:
    red, green, blue = color_of(annotation)
    swatch = f'<rect width="12" height="12" rx="3" fill="#{red:02x}{green:02x}{blue:02x}"/>'
    known = None if isinstance(annotation, UnknownAnnotation) else annotation
    name = known.title or known.value if known else annotation.value
    return (
        f'<svg viewBox="0 0 12 12" aria-hidden="true">{swatch}</svg>{escape(str(name))}',
        escape(str(annotation.type)),
        escape(_content(annotation)),
        escape(geometry(annotation)),
        escape(attribute_text(known.attributes)) if known else "",
    )


def _content(annotation: Annotation) -> str:
    """The image that an annotation is on, where a task has several."""
    return str(getattr(annotation, "content", None) or "")


def _coco(counts: CocoCounts) -> str:
    rows = [(escape(name), str(count)) for name, count in counts.by_category.items()]
    return f"""<section class="task">
<h2>coco.json</h2>
<p class="project">{escape(counts.summary())}; each frame of the video is an image</p>
{_table([("category", "annotations"), *rows])}</section>
"""


def _table(lines: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already, its headings first, without its empty columns."""
    columns = [column for column in zip(*lines, strict=True) if any(column[1:])]
    if not columns:
        return ""
    headings, *rows = zip(*columns, strict=True)
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>\n" for row in cells)
    return f"""<div class="scroll" tabindex="0"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}</tbody>
</table></div>
"""
