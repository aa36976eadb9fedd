"""The sandbox: its lifecycle, and what tests do with it from Python."""

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

from fastlabel._protocol.kinds import KindName, kind_by_name
from fastlabel._protocol.limits import is_token
from fastlabel._types import StrPath
from fastlabel.errors import FastLabelException, invalid, missing_extra
from fastlabel.models.tasks.base import Task, TaskId
from fastlabel.sandbox.seeding.files import Seed, SeedSource, parse_seed
from fastlabel.sandbox.seeding.tasks import kind_for_seed, prepare_task
from fastlabel.sandbox.tasks.serialize import media_key, task_json

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
    from fastlabel.sandbox.faults.plan import Plan
    from fastlabel.sandbox.faults.rules import Faults
    from fastlabel.sandbox.http.rate_limit import SlidingWindow
    from fastlabel.sandbox.http.recording import RecordedRequest, Recorder
    from fastlabel.sandbox.http.thread import HttpThread
    from fastlabel.sandbox.tasks.service import Tasks

_REQUIRED: Final = {"av": "av", "fastapi": "fastapi", "PIL": "pillow", "uvicorn": "uvicorn"}


class Sandbox:
    """The API as a local server.

    ```python
    with Sandbox() as sandbox:
        client = fastlabel.Client(access_token=sandbox.token, base_url=sandbox.url)
    ```

    Args:
        data: A folder for the tasks and media; it is created if it does not exist. A later sandbox
            on the same folder has the same token, tasks and ids. By default everything is deleted
            at `stop`.
        host: The address to listen on. It serves plain HTTP: keep it local.
        port: The port to listen on; 0 takes a free one.
        token: The access token that clients must send. By default that of the folder, which is
            generated with the folder.
        unique_names: Whether a name that exists in a project is refused, with 409.
        rate_limit: How many requests in how many seconds, such as `(10_000, 600)`: at most that
            many in any period of that length. Further ones get 429 and `Retry-After`.
        faults: What goes wrong, and how often; by default nothing does.
        max_recorded: How many requests `requests` records.

    Raises:
        MissingExtraError: FastAPI, uvicorn, Pillow or PyAV is not installed.
        FastLabelInvalidException: The token does not fit into a header, or the rate limit or
            `max_recorded` is not valid.
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
        max_recorded: int = 0,
    ) -> None:
        _check_installed()
        if token is not None and not is_token(token):
            invalid("expected visible ASCII characters", "token")
        if max_recorded < 0:
            invalid(f"expected a number of at least 0, got {max_recorded}", "max_recorded")
        _check_rate_limit(rate_limit)
        self._given_data = None if data is None else Path(data)
        self._host = host
        self._port = port
        self._given_token = token
        self._unique_names = unique_names
        self._rate_limit = rate_limit
        self._window: SlidingWindow | None = None
        self._faults = faults
        self._plan: Plan | None = None
        self._max_recorded = max_recorded
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
        return {} if self._plan is None else self._plan.counts

    @property
    def rejected_requests(self) -> int:
        """How many requests exceeded `rate_limit` since the start or the last `reset`."""
        self._running()
        return 0 if self._window is None else self._window.rejected

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests since the start or the last `reset`, in the order in which they began.

        Rejected requests, those with a fault and those for media are included. A request is here
        before its response reaches the client.

        Raises:
            FastLabelException: There were more than `max_recorded`, or that is 0.
        """
        self._running()
        if self._recorder is None:
            raise FastLabelException("requests: not recorded; use `Sandbox(max_recorded=1000)`")
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

        No request is made: it counts for no limit and no fault happens to it, and tasks that
        cannot be found yet are included. A project that does not exist has none.

        Args:
            kind: `image`, `image_classification`, `multi_image` or `video`.
            project: The project's slug.

        Raises:
            FastLabelInvalidException: There is no such kind, or the project holds another.
        """
        tasks, task_kind = self._running(), kind_by_name(kind)
        origin = self._url.removesuffix("v1/")
        return [
            task_kind.response.from_wire(task_json(task_kind, task, origin))
            for task in tasks.all(task_kind, project)
        ]

    def media(self, task_id: str, content: str | None = None) -> bytes:
        """The bytes of a task's file as they were sent.

        Args:
            task_id: The task.
            content: The name of a file, if the task has several.

        Raises:
            NotFoundError: There is no such task.
            FastLabelInvalidException: The task has several files and none is named, or none of that
                name.
        """
        tasks = self._running()
        files = {file.name: file.file for file in tasks.get(None, task_id).files}
        if content is None and len(files) == 1:
            (content,) = files
        if content is None or content not in files:
            problem = f"{content!r} is not a file of this task" if content else "is required"
            invalid(f"{problem}; its files are {', '.join(files)}", "content")
        return tasks.media(media_key(files[content])).read_bytes()

    def seed(
        self,
        source: SeedSource,
        *,
        project: str | None = None,
        kind: KindName | None = None,
        media_dir: StrPath | None = None,
    ) -> list[TaskId]:
        """Store tasks as the API returns them, with their ids and times: all of them or none.

        Missing fields are generated: an id, a status, times, sizes, labels and colors. `url` is the
        sandbox's own. Unknown fields are kept. `docs/testing.md` shows the files.

        Args:
            source: A file of JSON (a list of tasks, or an object with `project`, `kind`, `media`
                and `tasks`) or of JSON Lines (`.jsonl`, one task per line), or the tasks: models or
                mappings in the form of the wire.
            project: The project's slug; required if the file does not have it.
            kind: The kind of the tasks; by default it follows from their fields.
            media_dir: The folder with their files, each with the name of its task. Those of a
                multi-image task are in a subfolder with the name of the task. By default gray media
                of the right size are generated.

        Returns:
            The ids, in order.

        Raises:
            FastLabelInvalidException: Something is not valid; the message has file and path.
            MissingFileError: The file or one of the media does not exist.
            ConflictError: An id or a name exists already.
        """
        tasks, seed = self._running(), parse_seed(Seed(source, project, kind, media_dir))
        with seed.origin.located():
            slug = seed.project or invalid("is required; give project=", "project")
        task_kind = kind_for_seed(seed)
        prepared = [prepare_task(entry, task_kind, seed.media_dir) for entry in seed.entries]
        tasks.restore(slug, task_kind, prepared)
        return [TaskId(task.task.id) for task in prepared]

    def start(self) -> Self:
        """Start the server; when this returns it serves requests.

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
        """Delete all projects, tasks and media, and reset faults, rate limit and requests.

        Token and address stay.
        """
        self._running().clear()
        for part in (self._plan, self._window, self._recorder):
            if part is not None:
                part.reset()

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
        # Imported here, so that names of the sandbox can be imported without the extra.
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
                opened.enter_context(in_use(self._data, when_alone=tasks.remove_orphans))
        except OSError as error:
            invalid(str(error), "data")
        self._token = self._given_token or store.token()
        self._url = f"http://{authority(self._host, listener)}/v1/"
        server = self._server(make_app(tasks, self._token), listener)
        opened.callback(server.stop)
        server.start()
        return tasks

    def _server(self, app: ASGIApp, listener: socket.socket) -> HttpThread:
        """Wrap the app: recording first, then the rate limit, then faults."""
        from fastlabel.sandbox.faults.middleware import FaultMiddleware  # noqa: PLC0415
        from fastlabel.sandbox.faults.plan import Plan  # noqa: PLC0415
        from fastlabel.sandbox.http.rate_limit import RateLimit, SlidingWindow  # noqa: PLC0415
        from fastlabel.sandbox.http.recording import Recorder  # noqa: PLC0415
        from fastlabel.sandbox.http.thread import HttpThread  # noqa: PLC0415

        protocol = on_stop = None
        if self._faults is not None:
            self._plan = Plan(self._faults)
            app = faulty = FaultMiddleware(app, self._plan)
            protocol, on_stop = faulty.protocol, faulty.stop
        if self._rate_limit is not None:
            self._window = SlidingWindow(*self._rate_limit)
            app = RateLimit(app, self._token, self._window)
        if self._max_recorded:
            app = self._recorder = Recorder(app, self._max_recorded)
        return HttpThread(app, listener, protocol=protocol, on_stop=on_stop)

    def _make_folder(self, opened: ExitStack) -> Path:
        if self._given_data is None:
            folder = tempfile.TemporaryDirectory(prefix="fastlabel-sandbox-")
            return Path(opened.enter_context(folder))
        self._given_data.mkdir(parents=True, exist_ok=True)
        return self._given_data


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

    `announce` is called once, when the sandbox serves requests. The other arguments and the errors
    are those of `Sandbox`.
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
        # A wait without a timeout cannot be interrupted on every system.
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


def _check_installed() -> None:
    missing = [name for module, name in _REQUIRED.items() if find_spec(module) is None]
    if missing:
        raise missing_extra("sandboxes", *missing)


def _check_rate_limit(limit: tuple[int, float] | None) -> None:
    if limit is None:
        return
    calls, seconds = limit
    if not (calls >= 1 and 0 < seconds < math.inf):
        invalid(f"expected two finite numbers above 0, got {calls} and {seconds}", "rate_limit")
