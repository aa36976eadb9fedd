"""The TypeScript declarations: generated, and of use to a program."""

from __future__ import annotations

from tests.schema.support.node_tools import FOLDER, needs_node, program, run_node

pytestmark = needs_node


def test_committed_declarations_are_those_of_the_openapi_document() -> None:
    checked = run_node(FOLDER / "declarations.mjs", "--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_declarations_compile_with_what_uses_them_and_refuse_what_is_wrong() -> None:
    """A line that is marked as an error and is none fails as well."""
    compiled = run_node(program("typescript", "bin/tsc"), "--project", FOLDER)
    assert compiled.returncode == 0, compiled.stdout
