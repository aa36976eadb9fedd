"""What editors complete and document: jedi, as in IPython, and pyright's language server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

import pytest

import fastlabel
import fastlabel.models

ROOT: Final = Path(__file__).resolve().parents[2]
CLIENT: Final = "import fastlabel\nclient = fastlabel.Client()\n"
TASK: Final = f"{CLIENT}task = client.image.find('id')\n"
RESOURCES: Final = {"image", "image_classification", "multi_image", "video", "tasks"}
# The code before the cursor, and some of what is offered there.
COMPLETIONS: Final = [
    ("import fastlabel\nfastlabel.", {"Client", "AsyncClient", "models", "to_coco", "read_yolo"}),
    ("import fastlabel\nfastlabel.models.", {"BBox", "ImageTask", "NewVideoTask"}),
    (f"{CLIENT}client.", {*RESOURCES, "create_image_task", "with_options", "close"}),
    ("import fastlabel\nclient = fastlabel.AsyncClient()\nclient.", {*RESOURCES, "aclose"}),
    (f"{CLIENT}with client as same:\n    same.", {*RESOURCES, "create_image_task"}),
    (f"{CLIENT}client.with_options(timeout=3).", RESOURCES),
    (f"{CLIENT}client.image.", {"create", "create_many", "find", "iter", "pull"}),
    (f"{TASK}task.", {"id", "name", "width", "annotations", "to_wire"}),
    (
        f"{CLIENT}for task in client.video.iter(project='p'):\n    task.",
        {"frame_count", "annotations"},
    ),
    (
        "from fastlabel.models import BBox\nbox = BBox(value='a', points=(0, 0, 1, 1))\nbox.",
        {"points", "area", "value"},
    ),
]
# The code before the cursor in a call, its parameters, and a part of its documentation.
CALLS: Final = [
    (
        "import fastlabel\nfastlabel.Client(",
        ["access_token", "base_url", "timeout", "deadline", "rate_limit", "ca_file"],
        "rate_limit: How many calls may be made",
    ),
    (
        f"{CLIENT}client.image.create(",
        ["project", "name", "file_path", "file", "status", "annotations", "tags", "progress"],
        "file_path: The image on this machine",
    ),
    (f"{CLIENT}client.create_image_task(", ["project", "name", "file_path"], "client.image.create"),
    (
        "from fastlabel.models import BBox\nBBox(",
        ["value", "points"],
        "top-left x, top-left y, bottom-right x and bottom-right y",
    ),
]


# It has no types of its own.
jedi: Any = import_module("jedi")


def script(code: str) -> Any:
    return jedi.Script(code, path=ROOT / "example.py", project=jedi.Project(ROOT))


@pytest.mark.parametrize(("code", "names"), COMPLETIONS)
def test_jedi_completes(code: str, names: set[str]) -> None:
    offered = {completion.name for completion in script(code).complete()}
    assert names <= offered


@pytest.mark.parametrize(("code", "parameters", "text"), CALLS)
def test_jedi_documents_calls(code: str, parameters: list[str], text: str) -> None:
    (signature,) = script(code).get_signatures()
    names = [parameter.name for parameter in signature.params]
    assert [name for name in names if name in parameters] == parameters
    assert text in " ".join(signature.docstring().split())


def test_jedi_offers_every_public_name_and_nothing_private() -> None:
    for package in (fastlabel, fastlabel.models):
        code = f"import {package.__name__}\n{package.__name__}."
        offered = {c.name for c in script(code).complete() if not c.name.startswith("_")}
        assert set(package.__all__) <= offered


class LanguageServer:
    """Pyright's language server, asked over its standard input and output."""

    def __init__(self, command: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(command), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        self._asked = 0
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": ROOT.as_uri(),
                "workspaceFolders": [{"uri": ROOT.as_uri(), "name": ROOT.name}],
                "capabilities": {
                    "workspace": {"workspaceFolders": True},
                    "textDocument": {"completion": {"completionItem": {"snippetSupport": False}}},
                },
            },
        )
        self._send({"method": "initialized", "params": {}})

    def close(self) -> None:
        self.ask("shutdown", None)
        self._send({"method": "exit"})
        self._process.communicate(timeout=30)

    def ask(self, method: str, params: object) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                # It asks for its configuration: there is none.
                items = message.get("params", {}).get("items", [])
                self._send({"id": message["id"], "result": [None] * len(items)})
            elif message.get("id") == self._asked:
                return message["result"]

    def ask_at_end(self, method: str, code: str) -> Any:
        """Ask about the end of a document."""
        uri = (ROOT / f"example_{self._asked}.py").as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": code}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        lines = code.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return self.ask(method, {"textDocument": {"uri": uri}, "position": position})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return cast("dict[str, Any]", json.loads(self._process.stdout.read(length)))


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    command = Path(sys.executable).parent / "pyright-langserver"
    if not command.exists():
        pytest.skip("pyright is not installed")
    server = LanguageServer(command)
    yield server
    server.close()


@pytest.mark.parametrize(("code", "names"), COMPLETIONS)
def test_pyright_completes(code: str, names: set[str], server: LanguageServer) -> None:
    answer = server.ask_at_end("textDocument/completion", code)
    assert names <= {item["label"] for item in answer["items"]}


@pytest.mark.parametrize(("code", "parameters", "text"), CALLS)
def test_pyright_documents_calls(
    code: str, parameters: list[str], text: str, server: LanguageServer
) -> None:
    answer = server.ask_at_end("textDocument/signatureHelp", code)
    (signature,) = answer["signatures"]
    label = signature["label"]
    assert [name for name in parameters if f"{name}:" in label or f"{name}=" in label] == parameters
    assert text in " ".join(signature["documentation"]["value"].split())
