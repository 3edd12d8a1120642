"""
A batch on the workers of a Dask scheduler, on any machines that share nothing but a network.

The course goes to every worker once, submissions follow as there is room for them, and reports come back as JSON, which is
read as strictly as one from a file. A worker that dies loses nothing: Dask gives its submissions to others.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import logging
import os
import queue
import secrets
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from grader.core.catalogue import Course
from grader.core.report_reading import report_from_json
from grader.core.submission import on_one_line
from grader.primitives.errors import ClusterError, GraderError, ReportError, UsageError
from grader.usecases.batch.items import Item
from grader.usecases.batch.packed_course import pack
from grader.usecases.batch.process import Graded, Settings, error_in
from grader.usecases.batch.versions import refuse_others, versions

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 60.0
"""Seconds without a single worker, at the start or later, after which the batch gives up."""
_CONNECT, _FETCH, _LOOK, _LAST_WORDS = 10.0, 10.0, 2.0, 10.0
_PER_THREAD, _LEAST = 2, 8
"""How many submissions are under way for each thread of a worker, so that none waits for the network; and at least."""
_SHOWN = 200
_AGAIN = "What was finished is kept: run the same command again when {what}."


def grade_on_cluster(
    course: Course,
    items: Mapping[str, Item],
    settings: Settings,
    address: str,
    *,
    jobs: int = 0,
    patience: float = PATIENCE,
) -> Iterator[Graded]:
    """
    Grade items on a cluster, in whatever order they are done, each once. Closing the iterator ends them all.

    Args: jobs: how many are under way at most; 0 for what the workers can take. patience: seconds without a worker.
    Raises: UsageError if the cluster cannot be used; ClusterError if it goes away; another GraderError if nothing can be
    graded there.
    """
    if not items:
        return
    packed = pack(course, {item.exercise for item in items.values()}, settings.data)
    try:
        with _connected(address) as client:
            _refuse_unfit(client, address, patience)
            with _branches(client, packed, settings) as batch:
                yield from _Round(client, address, batch, jobs, patience).grade(items)
    except GraderError:
        raise
    except Exception as error:  # whatever Dask raises when machines come and go
        raise ClusterError(
            f"The cluster at {address} cannot be used ({_said(error)}).", next_step=_AGAIN.format(what="it is mended")
        ) from error


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler. Raises UsageError."""
    try:
        import dask  # noqa: PLC0415 - an extra, and slow to import
        import distributed  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "Grading on a cluster needs the package `distributed`, which is not installed.",
            next_step="Install it with `pip install 'cnn-grader[cluster]'`, here and on the machines of the cluster.",
        ) from error
    with _quiet(), dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        try:
            asyncio.run(_knock(address))
            client = distributed.Client(address, timeout=_CONNECT, set_as_default=False, name="grade-batch")
        except Exception as error:  # whatever is wrong with an address, a network, a certificate
            raise UsageError(
                f"No Dask scheduler answers at {address} ({_said(error)}).",
                next_step="Start one with `dask scheduler` and give the address that it prints; for tls://, see docs/classes.md.",
            ) from error
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):  # a scheduler that is gone cannot be left politely
                client.close(timeout=_LAST_WORDS)


async def _knock(address: str) -> None:
    """Raises what Dask raises if nobody answers; a client that cannot connect would be left behind half made."""
    from distributed.comm.core import connect  # noqa: PLC0415 - an extra, and slow to import
    from distributed.security import Security  # noqa: PLC0415

    comm = await connect(address, timeout=_CONNECT, **Security().get_connection_args("client"))
    await comm.close()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Dask tells of every lost connection in pages of its own; what matters is told in one sentence by us."""
    logger = logging.getLogger("distributed")
    level = logger.level
    if not os.environ.get("GRADER_DEBUG"):
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _refuse_unfit(client: Client, address: str, patience: float) -> None:
    """Raises UsageError if there are no workers, or others than those that give the grades of this machine."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise UsageError(
            f"The scheduler at {address} has had no worker for {patience:.0f} s.",
            next_step=f"Start some with `dask worker {address}`.",
        ) from None
    here = versions()
    try:
        scheduler = client.run_on_scheduler(versions)
        workers = client.run(versions)
    except Exception as error:
        raise UsageError(
            f"The machines of the cluster do not know this program ({_said(error)}).",
            next_step=f"Install cnn-grader[cluster] {here['grader']} on the scheduler's machine and on every worker's.",
        ) from error
    refuse_others({"grader": here["grader"]}, scheduler, f"The scheduler at {address}")
    for worker, there in sorted(workers.items()):
        refuse_others(here, there, f"The worker {worker}")


@contextlib.contextmanager
def _branches(client: Client, packed: bytes, settings: Settings) -> Iterator[str]:
    """The batch is known to every worker under this name, until the end."""
    from grader.usecases.batch.cluster_worker import Branch  # noqa: PLC0415 - imports distributed

    batch = f"grade-batch-{secrets.token_hex(8)}"
    branch = Branch(packed, dataclasses.replace(settings, data=None), versions())
    try:
        client.register_plugin(branch, name=batch)
        yield batch
    finally:
        if client.status == "running":
            with contextlib.suppress(Exception):
                client.unregister_worker_plugin(batch)


class _Round:
    """Keeps so many submissions under way, and takes what comes back."""

    def __init__(self, client: Client, address: str, batch: str, jobs: int, patience: float) -> None:
        self._client = client
        self._address = address
        self._batch = batch
        self._jobs = jobs
        self._patience = patience
        self._done: queue.Queue[Future[str]] = queue.Queue()
        self._under_way: dict[Future[str], Item] = {}
        self._alone_since: float | None = None

    def grade(self, items: Mapping[str, Item]) -> Iterator[Graded]:
        """Each item once. Raises GraderError."""
        waiting = iter(items.values())
        try:
            self._send(waiting)
            while self._under_way:
                if graded := self._outcome(self._next()):
                    yield graded
                self._send(waiting)
        finally:
            if self._client.status == "running":
                with contextlib.suppress(Exception):
                    self._client.cancel(list(self._under_way))

    def _send(self, waiting: Iterator[Item]) -> None:
        """Submissions, as many as there is room for."""
        from grader.usecases.batch.cluster_worker import grade_there  # noqa: PLC0415 - imports distributed

        room = max(_LEAST, _PER_THREAD * self._threads())
        room = (self._jobs or room) - len(self._under_way)
        for item in (item for _, item in zip(range(room), waiting, strict=False)):
            arguments = (self._batch, item.key, item.exercise, item.file, item.content)
            future = self._client.submit(grade_there, *arguments, key=f"{self._batch}-{item.key}", pure=False)
            self._under_way[future] = item
            future.add_done_callback(self._done.put)

    def _next(self) -> Future[str]:
        """One that is done, whatever came of it. Raises ClusterError if there is nobody any more who could do it."""
        while True:
            try:
                return self._done.get(timeout=_LOOK)
            except queue.Empty:
                self._threads()

    def _outcome(self, future: Future[str]) -> Graded | None:
        """What became of an item; None if it is lost with its worker, and done again. Raises GraderError."""
        item = self._under_way[future]
        try:
            graded = read_reply(item, future.result(timeout=_FETCH))
        except GraderError:
            raise
        except Exception as error:  # Dask raises whatever was raised on another machine
            if future.status == "cancelled" or self._client.status != "running":
                raise self._gone() from error
            if future.status != "error" and isinstance(error, TimeoutError):
                future.add_done_callback(self._done.put)
                return None
            graded = Graded(item, None, _failure(error))
        del self._under_way[future]
        return graded

    def _threads(self) -> int:
        """How many threads the workers have now. Raises ClusterError if nobody answers, or if there were none for too long."""
        try:
            threads = sum(self._client.nthreads().values()) if self._client.status == "running" else -1
        except Exception as error:
            raise self._gone() from error
        if threads < 0:
            raise self._gone()
        now = time.monotonic()
        self._alone_since = None if threads else self._alone_since or now
        if self._alone_since and now - self._alone_since > self._patience:
            raise ClusterError(
                f"The scheduler at {self._address} has had no worker for {self._patience:.0f} s.",
                next_step=_AGAIN.format(what="there are workers"),
            )
        return threads

    def _gone(self) -> ClusterError:
        return ClusterError(
            f"The scheduler at {self._address} went away.", next_step=_AGAIN.format(what="there is a scheduler")
        )


def read_reply(item: Item, text: str) -> Graded:
    """What a worker answered about an item. Raises GraderError if it says that nothing can be graded there."""
    try:
        reply: dict[str, Any] = json.loads(text)
        if "error" in reply:
            raise error_in(reply)
        if "problem" in reply:
            return Graded(item, None, on_one_line(str(reply["problem"]), _SHOWN))
        report = report_from_json(reply["report"])
    except (ValueError, TypeError, KeyError, ReportError) as error:
        return Graded(item, None, f"a worker sent something that is no report ({_said(error)})")
    if (report.exercise, report.submission) != (item.exercise, item.file):
        return Graded(item, None, "a worker sent a report on something else")
    return Graded(item, reply["report"])


def _failure(error: Exception) -> str:
    """Why Dask has no answer for a task."""
    from distributed import KilledWorker  # noqa: PLC0415 - slow to import

    if isinstance(error, KilledWorker):
        return f"workers ended while they were at it ({error.allowed_failures + 1})"
    return f"its worker failed ({_said(error)})"


def _said(error: Exception) -> str:
    return on_one_line(str(error) or type(error).__name__, _SHOWN).rstrip(". ")
