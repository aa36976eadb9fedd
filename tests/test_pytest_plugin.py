"""The plugin in test runs of its own, as its users have it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import fastlabel
from fastlabel.sandbox import Sandbox
from tests.support.media_files import CAT

pytest_plugins = ["pytester"]

STRICT = ("-p", "no:cacheprovider", "--strict-markers", "--strict-config", "-W", "error")


@pytest.fixture(scope="module", autouse=True)
def everything_is_loaded() -> None:
    """What a run inside of this one loads is forgotten after it, and would be there twice."""
    with Sandbox() as sandbox, fastlabel.Client(sandbox.token, sandbox.url) as client:
        sandbox.seed([{"name": "a"}], project="cats")
        assert len(client.image.get(project="cats")) == 1


def run(pytester: pytest.Pytester, code: str, *options: str) -> pytest.RunResult:
    """Run a file of tests."""
    pytester.makepyfile(code)
    return pytester.runpytest_inprocess(*STRICT, *options)


def write_project(folder: Path) -> None:
    """`cats.json`, with two tasks."""
    tasks = [{"id": "t-1", "name": "a.png", "tags": ["x"]}, {"name": "b.png"}]
    (folder / "cats.json").write_text(json.dumps({"project": "cats", "tasks": tasks}))


def test_marker_and_fixtures_are_listed(pytester: pytest.Pytester) -> None:
    pytester.runpytest_inprocess("--markers").stdout.fnmatch_lines(
        ["@pytest.mark.fastlabel(seed=*"]
    )
    fixtures = pytester.runpytest_inprocess("--fixtures", "-v").stdout
    fixtures.fnmatch_lines(["fastlabel_sandbox*", "*running sandbox without projects*"])
    fixtures.fnmatch_lines(["fastlabel_make_sandbox*", "*as many sandboxes*"])
    fixtures.fnmatch_lines(["fastlabel_client*", "*client of `fastlabel_sandbox`*"])
    fixtures.fnmatch_lines(["fastlabel_async_client*", "*async with*"])
    fixtures.fnmatch_lines(["fastlabel_env*", "*FASTLABEL_ACCESS_TOKEN*"])


def test_seeds_of_the_marker(pytester: pytest.Pytester) -> None:
    write_project(pytester.path)
    result = run(
        pytester,
        """
        import pytest
        from fastlabel.sandbox import Seed

        pytestmark = pytest.mark.fastlabel(seed="cats.json")

        def names(sandbox, project):
            return [task.name for task in sandbox.tasks("image", project)]

        def test_of_the_module(fastlabel_sandbox, fastlabel_client):
            assert names(fastlabel_sandbox, "cats") == ["a.png", "b.png"]
            fastlabel_client.tasks.delete("t-1")

        def test_again(fastlabel_sandbox):
            assert names(fastlabel_sandbox, "cats") == ["a.png", "b.png"]

        @pytest.mark.fastlabel(seed=[Seed("cats.json", project="dogs"), Seed([{"name": "c"}], "x")])
        def test_nearest(fastlabel_sandbox):
            assert names(fastlabel_sandbox, "cats") == []
            assert names(fastlabel_sandbox, "dogs") == ["a.png", "b.png"]
            assert names(fastlabel_sandbox, "x") == ["c"]
        """,
    )
    result.assert_outcomes(passed=3)


def test_paths_are_beside_the_test_or_at_the_root(pytester: pytest.Pytester) -> None:
    write_project(pytester.mkdir("data"))
    write_project(pytester.mkpydir("inner"))
    (pytester.path / "inner" / "photos").mkdir()
    (pytester.path / "inner" / "photos" / "a.png").write_bytes(CAT.read_bytes())
    (pytester.path / "inner" / "test_it.py").write_text(
        """
import pytest
from fastlabel.sandbox import Seed

@pytest.mark.fastlabel(seed="data/cats.json")
def test_root(fastlabel_sandbox):
    assert len(fastlabel_sandbox.tasks("image", "cats")) == 2

@pytest.mark.fastlabel(seed=Seed([{"name": "a.png"}], "cats", media_dir="photos"))
def test_beside(fastlabel_sandbox):
    assert fastlabel_sandbox.tasks("image", "cats")[0].width == 451
"""
    )
    pytester.makeini("[pytest]")
    pytester.runpytest_inprocess(*STRICT, "inner").assert_outcomes(passed=2)


def test_behaviour_of_the_marker(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest
        from fastlabel import RateLimitError
        from fastlabel.sandbox import Fault, Faults

        @pytest.mark.fastlabel(faults="status-503=first:2@GET", seed=())
        def test_faults(fastlabel_client, fastlabel_sandbox):
            assert fastlabel_client.image.get(project="cats") == []
            assert fastlabel_sandbox.fault_counts == {"status": 2}
            assert [r.status for r in fastlabel_sandbox.requests] == [503, 503, 200]

        @pytest.mark.fastlabel(faults=Faults([Fault("status", status=401)]), max_recorded=1)
        @pytest.mark.fastlabel(rate_limit=(1, 600))
        def test_several(fastlabel_sandbox, fastlabel_client):
            with pytest.raises(Exception, match="401"):
                fastlabel_client.image.get(project="cats")
            with pytest.raises(RateLimitError):
                fastlabel_client.with_options(deadline=1).image.get(project="cats")

        @pytest.mark.fastlabel(unique_names=False)
        def test_names(fastlabel_sandbox):
            fastlabel_sandbox.seed([{"name": "a"}, {"name": "a"}], project="cats")

        def test_plain(fastlabel_sandbox, fastlabel_client):
            assert fastlabel_sandbox.fault_counts == {}
            assert fastlabel_sandbox.requests == ()
        """,
    )
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "sed='x.json'",
            "sed: no such argument; expected one of faults, max_recorded, rate_limit, seed",
        ),
        ("'x.json'", "expected keyword arguments such as seed=, got 'x.json'"),
        ("faults='nonsense=1'", "@pytest.mark.fastlabel: *nonsense*"),
        (
            "rate_limit=(0, 1)",
            "@pytest.mark.fastlabel: *rate_limit: expected two finite numbers above 0, got 0",
        ),
        ("rate_limit=5", "@pytest.mark.fastlabel: *"),
        ("seed=3", "seed: expected a path, a fastlabel.sandbox.Seed or a list of these, got 3"),
        ("seed='nope.json'", "there is no file *nope.json"),
    ],
)
def test_invalid_marker(pytester: pytest.Pytester, arguments: str, message: str) -> None:
    result = run(
        pytester,
        f"""
        import pytest

        @pytest.mark.fastlabel({arguments})
        def test_it(fastlabel_sandbox):
            pass
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{message}*"])


def test_sandboxes_of_the_factory(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import fastlabel, pytest

        kept = []

        def test_two(fastlabel_make_sandbox):
            bad = fastlabel_make_sandbox(faults="status-503=first:1")
            good = fastlabel_make_sandbox(rate_limit=(100, 1), unique_names=False, max_recorded=5)
            assert bad.url != good.url
            for sandbox in (bad, good):
                with fastlabel.Client(sandbox.token, sandbox.url) as client:
                    assert client.image.get(project="cats") == []
            assert (len(bad.requests), len(good.requests)) == (2, 1)
            kept.extend([bad, good])

        def test_stopped():
            for sandbox in kept:
                with pytest.raises(fastlabel.FastLabelException, match="not running"):
                    sandbox.url
        """,
    )
    result.assert_outcomes(passed=2)


def test_environment_also_of_child_processes(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FASTLABEL_ACCESS_TOKEN", raising=False)
    monkeypatch.delenv("FASTLABEL_API_URL", raising=False)
    pytester.makepyfile(
        pipeline="""
        import fastlabel

        with fastlabel.Client() as client:
            print(*(task.name for task in client.image.iter(project="cats")))
        """
    )
    result = run(
        pytester,
        """
        import os, subprocess, sys
        import fastlabel

        def test_it(fastlabel_env, fastlabel_sandbox):
            fastlabel_sandbox.seed([{"name": "a"}, {"name": "b"}], project="cats")
            with fastlabel.Client() as client:
                assert len(client.image.get(project="cats")) == 2
            for environment in (None, {"PYTHONPATH": os.getenv("PYTHONPATH", "")} | fastlabel_env):
                done = subprocess.run(
                    [sys.executable, "pipeline.py"], env=environment,
                    capture_output=True, text=True, check=True,
                )
                assert done.stdout.split() == ["a", "b"]
            assert len(fastlabel_sandbox.requests) == 3 + 2

        def test_gone():
            assert "FASTLABEL_ACCESS_TOKEN" not in os.environ
            assert "FASTLABEL_API_URL" not in os.environ
        """,
    )
    result.assert_outcomes(passed=2)


def test_async_client_under_anyio_and_without(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import asyncio, gc
        import pytest

        async def look(sandbox, client):
            sandbox.seed([{"name": "a"}], project="cats")
            async with client:
                return [task.name async for task in client.image.iter(project="cats")]

        @pytest.fixture(params=["asyncio", "trio"])
        def anyio_backend(request):
            return request.param

        @pytest.mark.anyio
        async def test_anyio(fastlabel_sandbox, fastlabel_async_client, anyio_backend):
            assert await look(fastlabel_sandbox, fastlabel_async_client) == ["a"]

        def test_no_plugin(fastlabel_sandbox, fastlabel_async_client):
            assert asyncio.run(look(fastlabel_sandbox, fastlabel_async_client)) == ["a"]

        def test_nothing_is_left_open():
            gc.collect()
        """,
    )
    result.assert_outcomes(passed=4)


def test_every_worker_has_a_sandbox_of_its_own(pytester: pytest.Pytester) -> None:
    write_project(pytester.path)
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.fastlabel(seed="cats.json")
        @pytest.mark.parametrize("number", range(8))
        def test_it(fastlabel_sandbox, fastlabel_client, number):
            fastlabel_client.tasks.delete("t-1")
            assert len(fastlabel_client.image.get(project="cats")) == 1
            assert len(fastlabel_sandbox.requests) == 2
        """
    )
    result = pytester.runpytest_subprocess(*STRICT, "-n", "2")
    result.assert_outcomes(passed=8)


def test_failures_can_be_read(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        def test_it(fastlabel_sandbox, fastlabel_client):
            fastlabel_client.image.get(project="cats", tags=["demo"])
            assert not fastlabel_sandbox.requests
        """,
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*assert not (<GET /v1/tasks/image project=cats tags=demo → 200>,)",
            "*<Sandbox http://127.0.0.1:*/v1/>.requests*",
        ]
    )


def test_nothing_is_loaded_until_it_is_asked_for(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other plugins load some of it.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        """
        import sys

        def test_it():
            assert not {"pydantic", "httpx", "fastapi", "uvicorn", "PIL"} & sys.modules.keys()
        """
    )
    pytester.runpytest_subprocess(*STRICT, "-p", "fastlabel.pytest_plugin").assert_outcomes(
        passed=1
    )
