"""The public names: importable, listed, declared to type checkers, and loaded only when used."""

from __future__ import annotations

import ast
import inspect
import json
import os
import pickle
import re
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import fastlabel
import fastlabel.datasets
import fastlabel.errors
import fastlabel.models
import fastlabel.models.annotations
import fastlabel.models.tasks
from fastlabel._client._async.client import AsyncClient

LAZY = [fastlabel, fastlabel.models, fastlabel.models.tasks, fastlabel.models.annotations]
SUBMODULES = "arrow cli converters datasets demo drawing html ray report sandbox schema training"


def run(code: str) -> Any:
    """What a new interpreter prints as JSON."""
    # Measured, a child would load what measures it.
    environment = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
    command = [sys.executable, "-c", f"import json, sys, fastlabel\n{code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def loaded(code: str, *modules: str) -> list[str]:
    """Which of some modules are loaded after some code."""
    return list(run(f"{code}\nprint(json.dumps([m for m in {modules} if m in sys.modules]))"))


@pytest.mark.parametrize(
    "module", [fastlabel, fastlabel.datasets, fastlabel.models, fastlabel.errors]
)
def test_all_is_sorted_and_importable(module: ModuleType) -> None:
    names: list[str] = module.__all__
    assert names == sorted(names)
    for name in names:
        assert getattr(module, name) is not None
        assert name in dir(module)


@pytest.mark.parametrize("module", LAZY)
def test_dir_lists_public_names_only(module: ModuleType) -> None:
    assert set(dir(module)) - {"__version__"} == set(module.__all__)


@pytest.mark.parametrize("module", LAZY)
def test_stub_declares_the_public_names(module: ModuleType) -> None:
    assert module.__file__ is not None
    stub = ast.parse(Path(module.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    for node in imports:
        for alias in node.names:
            assert alias.asname == alias.name
            home = __import__(str(node.module), fromlist=[alias.name])
            assert getattr(home, alias.name) is getattr(module, alias.name)
    assert {alias.name for node in imports for alias in node.names} == set(module.__all__)


def test_version_is_that_of_the_distribution() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", fastlabel.__version__)


@pytest.mark.parametrize("name", SUBMODULES.split())
def test_submodule_loads_by_attribute(name: str) -> None:
    assert run(f"print(json.dumps(fastlabel.{name}.__name__))") == f"fastlabel.{name}"


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Kitten'"):
        getattr(fastlabel, "Kitten")  # noqa: B009  # what a type checker would not let through


@pytest.mark.parametrize("package", [fastlabel, fastlabel.models])
def test_public_classes_name_the_public_package_and_are_pickled_by_it(package: ModuleType) -> None:
    classes = [value for value in vars(package).values() if inspect.isclass(value)]
    assert classes
    for cls in classes:
        assert cls.__module__ in {package.__name__, "fastlabel.errors"}
        assert pickle.loads(pickle.dumps(cls)) is cls
        # Their annotations can be resolved though they are written in another module.
        assert typing.get_type_hints(cls) is not None


def test_classes_of_what_is_returned_are_public_before_they_are_asked_for() -> None:
    task = '{"id": "1", "name": "a", "annotations": [{"type": "bbox", "value": "c", "points": %s}]}'
    code = (
        f"task = fastlabel.models.ImageTask.from_json('''{task % [0, 0, 1, 1]}''')\n"
        "client = fastlabel.Client('t', 'http://127.0.0.1:1/')\n"
        "report = client.image.create_many([])\n"
        "print(json.dumps([str(type(value)) for value in (task.annotations[0], client, report)]))"
    )
    assert run(code) == [
        "<class 'fastlabel.models.BBox'>",
        "<class 'fastlabel.Client'>",
        "<class 'fastlabel.CreateReport'>",
    ]


@pytest.mark.parametrize("client", [fastlabel.Client, AsyncClient])
def test_docstring_of_the_client_documents_its_arguments(client: type) -> None:
    doc = inspect.getdoc(client) or ""
    for name in inspect.signature(client).parameters:
        assert f"\n    {name}: " in doc
    assert doc.partition("Args:")[2] == (inspect.getdoc(AsyncClient) or "").partition("Args:")[2]


def test_import_loads_nothing_that_costs() -> None:
    costly = [
        "pydantic",
        "httpx",
        "tenacity",
        "fastapi",
        "PIL",
        "av",
        "rich",
        "numpy",
        "asyncio",
        "typing",
    ]
    assert loaded("", *costly) == []


def test_client_loads_nothing_of_the_extras() -> None:
    code = "fastlabel.Client('t', 'http://127.0.0.1:1/').close()"
    extras = [
        "fastapi",
        "uvicorn",
        "PIL",
        "av",
        "typer",
        "rich",
        "click",
        "pygments",
        "numpy",
        "pycocotools",
    ]
    assert loaded(code, *extras) == []


def test_client_that_limits_its_rate_loads_nothing_of_the_extras() -> None:
    code = (
        "client = fastlabel.Client('t', 'http://127.0.0.1:1/', max_attempts=1,\n"
        "    rate_limit=fastlabel.RateLimit(10_000, 600))\n"
        "try:\n"
        "    client.image.find('1')\n"
        "except fastlabel.TransportError:\n"
        "    pass\n"
        "client.close()"
    )
    unused = ["asyncio", "sqlite3", "rich", "click", "pygments"]
    unused += ["fastlabel.models.tasks.video", "fastlabel.models.annotations.video_bbox"]
    # Older releases of httpx load asyncio themselves.
    by_httpx = loaded("import fastlabel._client.lean_httpx", *unused)
    assert set(loaded(code, *unused)) <= set(by_httpx) <= {"asyncio"}


def test_models_of_one_kind_load_alone() -> None:
    others = [f"fastlabel.models.tasks.{kind}" for kind in ("video", "multi_image")]
    assert loaded("fastlabel.models.ImageTask", *others) == []


def test_httpx_and_its_command_line_are_whole_afterwards() -> None:
    pytest.importorskip("rich")
    code = (
        "fastlabel.Client('t', 'http://127.0.0.1:1/').close()\n"
        "lean = 'httpx._main' not in sys.modules\n"
        "import httpx, rich, click\n"
        "try:\n"
        "    sys.argv = ['httpx', '--help']\n"
        "    sys.stdout = open('/dev/null', 'w')\n"
        "    httpx.main()\n"
        "except SystemExit as error:\n"
        "    code = error.code\n"
        "sys.stdout = sys.__stdout__\n"
        "from httpx._main import main\n"
        "print(json.dumps([lean, code, isinstance(main, click.Command)]))"
    )
    assert run(code) == [True, 0, True]


def test_httpx_imported_before_is_left_alone() -> None:
    pytest.importorskip("rich")
    code = (
        "import httpx\n"
        "main = httpx.main\n"
        "fastlabel.Client('t', 'http://127.0.0.1:1/').close()\n"
        "print(json.dumps(httpx.main is main is sys.modules['httpx._main'].main))"
    )
    assert run(code) is True


def test_httpx_is_imported_by_several_threads_at_once() -> None:
    code = (
        "import threading\n"
        "failed = []\n"
        "def use(lean):\n"
        "    try:\n"
        "        if lean:\n"
        "            fastlabel.Client('t', 'http://127.0.0.1:1/').close()\n"
        "        else:\n"
        "            import httpx; httpx.Client, httpx.main\n"
        "    except Exception as error:\n"
        "        failed.append(repr(error))\n"
        "threads = [threading.Thread(target=use, args=(n % 2,)) for n in range(8)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n"
        "print(json.dumps(failed))"
    )
    assert run(code) == []
