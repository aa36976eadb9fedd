"""The sandbox as Python sees it: start, stop, and what a client needs to know."""

from __future__ import annotations

import math
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, Literal, Self, overload

from fastlabel._protocol.kinds import kind_by_name
from fastlabel._protocol.limits import is_token
from fastlabel._types import StrPath
from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    invalid,
    missing_extra,
)
from fastlabel.models.tasks.base import TaskId
from fastlabel.sandbox.seeding.files import Seed, SeedSource, read_seed
from fastlabel.sandbox.seeding.tasks import kind_of, seedling_of
from fastlabel.sandbox.tasks.answers import tell_task

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from fastlabel._protocol.kinds import KindName
    from fastlabel.models import (
        ImageClassificationTask,
        ImageTask,
        MultiImageTask,
        VideoTask,
    )
    from fastlabel.models.tasks.base import Task
    from fastlabel.sandbox.faults.plan import Plan
    from fastlabel.sandbox.faults.rules import Faults
    from fastlabel.sandbox.http.rate_limit import SlidingWindow
    from fastlabel.sandbox.http.recording import RecordedRequest, Recorder
    from fastlabel.sandbox.http.thread import HttpThread
    from fastlabel.sandbox.tasks.service import Tasks

__all__ = [
    "Sandbox",
    "plant",
    "run",
    "stored_media",
    "stored_tasks",
]


_NEEDED: Final = {"av": "av", "fastapi": "fastapi", "PIL": "pillow", "uvicorn": "uvicorn"}


class Sandbox:
    """The API as a local server.

    ```python
    with Sandbox() as sandbox:
        client = fastlabel.Client(access_token=sandbox.token, base_url=sandbox.url)
    ```

    Args:
        data: A folder for the tasks and media; it is made if need be. A sandbox on the same folder
            later has the same token, tasks and ids. Without it everything is gone at `stop`.
        host: The address to listen on. Plain HTTP: leave it at this machine's own.
        port: The port to listen on; 0 takes a free one.
        token: The access token that clients must send. Without it the folder's own is taken, which
            is made at random with the folder.
        unique_names: Whether a name that is taken in a project is refused, with 409.
        rate_limit: How many calls may be made in how many seconds, such as `(10_000, 600)`. In no
            stretch of that length are there more; beyond it calls get 429 and `Retry-After`.
        faults: What goes wrong, and how often; by default nothing does.
        record: How many requests `requests` keeps.

    Raises:
        MissingExtraError: FastAPI, uvicorn, Pillow or PyAV is not installed.
        FastLabelInvalidException: The token is none that fits into a header, or the limit is none.
    """

    def __init__(
        self,
        data: StrPath | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        unique_names: bool = True,
        rate_limit: tuple[int, float] | None = None,
        faults: Faults | None = None,
        record: int = 0,
    ) -> None:
        _check_installed()
        _check_token(token)
        _check_rate_limit(rate_limit)
        _check_record(record)
        self._given_data = None if data is None else Path(data)
        self._host = host
        self._port = port
        self._given_token = token
        self._unique_names = unique_names
        self._rate_limit = rate_limit
        self._window: SlidingWindow | None = None
        self._faults = faults
        self._plan: Plan | None = None
        self._record = record
        self._recorder: Recorder | None = None
        self._opened = ExitStack()
        self._tasks: Tasks | None = None
        self._url = ""
        self._token = ""
        self._data = Path()

    @property
    def url(self) -> str:
        """The base URL, ending in `/v1/`."""
        self._running()
        return self._url

    @property
    def token(self) -> str:
        """The access token."""
        self._running()
        return self._token

    @property
    def data(self) -> Path:
        """The folder with the tasks and media."""
        self._running()
        return self._data

    @property
    def fault_counts(self) -> dict[str, int]:
        """Kind of fault → how often it happened since the start or the last `reset`."""
        self._running()
        return {} if self._plan is None else self._plan.happened

    @property
    def rejected_requests(self) -> int:
        """How many calls went beyond `rate_limit` since the start or the last `reset`."""
        self._running()
        return 0 if self._window is None else self._window.refused

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests since the start or the last `reset`, in the order in which they began.

        Also those that were refused or met a fault are there, and those for media. Whoever has the
        answer of a request finds it here.

        Raises:
            FastLabelException: There were more than `record` says, or it says 0.
        """
        self._running()
        if self._recorder is None:
            raise FastLabelException("requests: none are kept; use `Sandbox(record=1000)`")
        return self._recorder.requests()

    @overload
    def tasks(self, kind: Literal["image"], project: str) -> list[ImageTask]: ...
    @overload
    def tasks(
        self, kind: Literal["image_classification"], project: str
    ) -> list[ImageClassificationTask]: ...
    @overload
    def tasks(self, kind: Literal["multi_image"], project: str) -> list[MultiImageTask]: ...
    @overload
    def tasks(self, kind: Literal["video"], project: str) -> list[VideoTask]: ...
    @overload
    def tasks(self, kind: KindName, project: str) -> Sequence[Task]: ...
    def tasks(self, kind: KindName, project: str) -> Sequence[Task]:
        """All tasks of a project as they are stored, in the order of their creation.

        No request is made for it: it counts for no limit and meets no fault, and tasks that
        look-ups do not know yet are there too. A project that does not exist has none.

        Args:
            kind: `image`, `image_classification`, `multi_image` or `video`.
            project: The project's slug.

        Raises:
            FastLabelInvalidException: There is no such kind, or the project holds another.
        """
        return stored_tasks(self._running(), kind, project, self._url.removesuffix("v1/"))

    def media(self, task_id: str, content: str | None = None) -> bytes:
        """The bytes of a task's file as they were sent.

        Args:
            task_id: The task.
            content: Of a task with several images, the name of one.

        Raises:
            NotFoundError: There is no such task.
            FastLabelInvalidException: It has several files and none is named, or none of that name.
        """
        return stored_media(self._running(), task_id, content)

    def seed(
        self,
        source: SeedSource,
        *,
        project: str | None = None,
        kind: KindName | None = None,
        media: StrPath | None = None,
    ) -> list[TaskId]:
        """Store tasks as the API tells them, with their ids and times: all of them or none.

        What a task does not say is made: an id, a status, times, sizes, labels and colours. `url`
        is the sandbox's own. What no model knows is kept. `docs/testing.md` shows the files.

        Args:
            source: A file of JSON (a list of tasks, or an object with `project`, `kind`, `media`
                and `tasks`) or of JSON Lines (`.jsonl`, a task a line), or the tasks: models or
                mappings in the form of the wire.
            project: The project's slug; needed if the file does not say it.
            kind: The kind of the tasks; by default it is told from their fields.
            media: The folder with their files, each called as its task. Those of a multi-image task
                lie in a folder called as the task. By default grey media of the right size are
                made.

        Returns:
            The ids, in order.

        Raises:
            FastLabelInvalidException: Something is wrong; the message names file and place.
            MissingFileError: The file or one of the media is not there.
            ConflictError: An id or a name is taken.
        """
        return plant(self._running(), Seed(source, project, kind, media))

    def start(self) -> Self:
        """Start the server; when this returns it answers.

        Raises:
            FastLabelInvalidException: The port is in use, or the folder cannot be used.
        """
        if self._tasks is not None:
            raise FastLabelException("the sandbox is running already")
        with ExitStack() as opened:
            self._tasks = self._open(opened)
            self._opened = opened.pop_all()
        return self

    def stop(self) -> None:
        """Stop the server and close everything. Stopping twice does no harm."""
        self._tasks = None
        self._opened.close()

    def reset(self) -> None:
        """Forget all projects, tasks and media. Token and address stay.

        Faults and the rate limit begin anew.
        """
        self._running().clear()
        if self._plan is not None:
            self._plan.restart()
        if self._window is not None:
            self._window.restart()
        if self._recorder is not None:
            self._recorder.restart()

    def __repr__(self) -> str:
        return f"<Sandbox {self._url}>" if self._tasks else "<Sandbox, not running>"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _running(self) -> Tasks:
        if self._tasks is None:
            raise FastLabelException("the sandbox is not running; use `with Sandbox() as sandbox:`")
        return self._tasks

    def _open(self, opened: ExitStack) -> Tasks:
        # FastAPI and uvicorn are loaded here, so that importing the package costs nothing.
        from fastlabel.sandbox.http.app import make_app  # noqa: PLC0415
        from fastlabel.sandbox.http.thread import authority, listen  # noqa: PLC0415
        from fastlabel.sandbox.store.database import Store  # noqa: PLC0415
        from fastlabel.sandbox.store.folder_lock import in_use  # noqa: PLC0415
        from fastlabel.sandbox.store.media import MediaStore  # noqa: PLC0415
        from fastlabel.sandbox.tasks.service import Tasks  # noqa: PLC0415

        listener = opened.enter_context(listen(self._host, self._port))
        try:
            self._data = self._make_folder(opened)
            store = Store(
                self._data / "sandbox.sqlite3",
                unique_names=self._unique_names,
                is_lasting=self._given_data is not None,
            )
            opened.enter_context(closing(store))
            tasks = Tasks(store, MediaStore(self._data / "media"))
            if self._given_data is not None:
                opened.enter_context(in_use(self._data, when_alone=tasks.sweep))
        except OSError as error:
            raise FastLabelInvalidException(f"data: {error}", 422) from None
        self._token = self._given_token or store.token()
        self._url = f"http://{authority(self._host, listener)}/v1/"
        server = self._server(make_app(tasks, self._token), listener)
        opened.callback(server.stop)
        server.start()
        return tasks

    def _server(self, app: ASGIApp, listener: socket.socket) -> HttpThread:
        from fastlabel.sandbox.http.thread import HttpThread  # noqa: PLC0415

        if self._faults is None:
            return HttpThread(self._recorded(self._limited(app)), listener)
        from fastlabel.sandbox.faults.middleware import FaultLayer  # noqa: PLC0415
        from fastlabel.sandbox.faults.plan import Plan  # noqa: PLC0415

        self._plan = Plan(self._faults)
        layer = FaultLayer(app, self._plan)
        outermost = self._recorded(self._limited(layer))
        return HttpThread(outermost, listener, protocol=layer.protocol, on_stop=layer.stop)

    def _recorded(self, app: ASGIApp) -> ASGIApp:
        if not self._record:
            return app
        from fastlabel.sandbox.http.recording import Recorder  # noqa: PLC0415

        self._recorder = Recorder(app, self._record)
        return self._recorder

    def _limited(self, app: ASGIApp) -> ASGIApp:
        if self._rate_limit is None:
            return app
        from fastlabel.sandbox.http.rate_limit import RateLimit, SlidingWindow  # noqa: PLC0415

        self._window = SlidingWindow(*self._rate_limit)
        return RateLimit(app, self._token, self._window)

    def _make_folder(self, opened: ExitStack) -> Path:
        if self._given_data is None:
            folder = tempfile.TemporaryDirectory(prefix="fastlabel-sandbox-")
            return Path(opened.enter_context(folder))
        self._given_data.mkdir(parents=True, exist_ok=True)
        return self._given_data


def _check_installed() -> None:
    missing = [name for module, name in _NEEDED.items() if find_spec(module) is None]
    if missing:
        raise missing_extra("sandboxes", *missing)


def _check_token(token: str | None) -> None:
    if token is not None and not is_token(token):
        raise FastLabelInvalidException("token: has to be visible ASCII characters", 422)


def _check_record(record: int) -> None:
    if record < 0:
        raise FastLabelInvalidException(f"record: {record}, it is a number from 0", 422)


def _check_rate_limit(limit: tuple[int, float] | None) -> None:
    if limit is None:
        return
    calls, seconds = limit
    if not (calls >= 1 and 0 < seconds < math.inf):
        raise FastLabelInvalidException(
            f"rate_limit: {calls} calls in {seconds} seconds is none; both have to be above 0", 422
        )


def stored_tasks(tasks: Tasks, kind: str, project: str, origin: str) -> Sequence[Task]:
    """The tasks of a project, in the order of their creation.

    Raises:
        FastLabelInvalidException: There is no such kind, or the project holds another.
    """
    found = kind_by_name(kind)
    stored = tasks.all(found, project)
    return [found.response.from_wire(tell_task(found, task, origin)) for task in stored]


def stored_media(tasks: Tasks, task_id: str, content: str | None) -> bytes:
    """The bytes of a task's file.

    Raises:
        NotFoundError: There is no such task.
        FastLabelInvalidException: It has several files and none is named, or none of that name.
    """
    files = {file.name: file.file for file in tasks.find_any(task_id).files}
    if content is None and len(files) == 1:
        (content,) = files
    if content is None or content not in files:
        said = "is required" if content is None else f"{content!r} is not a file of this task"
        invalid(f"content: {said}; its files are {', '.join(files)}")
    return tasks.media(files[content].partition(".")[0]).read_bytes()


def plant(tasks: Tasks, seed: Seed) -> list[TaskId]:
    """Keep the tasks of a seed, and give their ids: all of them or none.

    Raises:
        FastLabelInvalidException: Something is wrong with it; the message names file and place.
    """
    read = read_seed(seed)
    project = read.project or invalid(f"{read.origin}project: is not said; give project=")
    kind = kind_of(read)
    seedlings = [seedling_of(entry, kind, read.media) for entry in read.entries]
    tasks.restore(project, kind, seedlings)
    return [TaskId(seedling.task.id) for seedling in seedlings]


def run(
    data: Path,
    host: str,
    port: int,
    token: str | None,
    announce: Callable[[Sandbox], None],
    *,
    unique_names: bool = True,
    rate_limit: tuple[int, float] | None = None,
    faults: Faults | None = None,
) -> None:
    """Run a sandbox until SIGINT or SIGTERM. For the main thread only.

    Args:
        data: As for `Sandbox`.
        host: As for `Sandbox`.
        port: As for `Sandbox`.
        token: As for `Sandbox`.
        announce: Called once, when the sandbox answers.
        unique_names: As for `Sandbox`.
        rate_limit: As for `Sandbox`.
        faults: As for `Sandbox`.

    Raises:
        FastLabelException: As for `Sandbox`.
    """
    stopped = threading.Event()
    with (
        _on_signals(stopped),
        Sandbox(
            data,
            host=host,
            port=port,
            token=token,
            unique_names=unique_names,
            rate_limit=rate_limit,
            faults=faults,
        ) as sandbox,
    ):
        announce(sandbox)
        # Waiting without end could not be interrupted everywhere.
        while not stopped.wait(timeout=0.5):
            pass


@contextmanager
def _on_signals(stopped: threading.Event) -> Generator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
