"""Where verdicts are made: processes of this machine, which end with the grader, or a Dask cluster."""

import contextlib
import multiprocessing.connection
import os
import threading
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

from grading.course.problem import Problem


@contextlib.contextmanager
def executor(jobs=None, scheduler=None):
    """An executor, and how many verdicts it makes at a time: a Dask cluster, else processes of this machine.

    Raises Problem where the cluster cannot work.
    """
    if scheduler:
        with cluster(scheduler) as client:
            yield client.get_executor(), sum(client.nthreads().values())
        return
    width = jobs or os.cpu_count() or 1
    with Pool(width) as pool:
        yield pool, width


@contextlib.contextmanager
def cluster(address):
    """A client of the Dask cluster whose scheduler is at ``address``. Raises Problem where it cannot work."""
    from distributed import Client

    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise Problem(f"No Dask scheduler answers at {address}: {error}") from None
    with client:
        if not client.nthreads():
            raise Problem(f"The Dask scheduler at {address} has no workers: start some with `dask worker {address}`.")
        yield client


class Pool:
    """A ProcessPoolExecutor that is made anew when one of its processes has vanished."""

    def __init__(self, width):
        self.width, self.pool = width, None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)

    def submit(self, *call):
        """As an executor's; the call may be lost with its process, by BrokenExecutor."""
        if self.pool is None:
            self.pool = self.new()
        try:
            return self.pool.submit(*call)
        except BrokenExecutor:
            self.pool = self.new()
            return self.pool.submit(*call)

    def new(self):
        """Processes that hold what a verdict needs, and end with this one."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["grading.verdict.verdict", "nbformat"])
        return ProcessPoolExecutor(self.width, mp_context=context, initializer=follow_parent)


def follow_parent():
    """End this process, and with it its sandbox, as soon as the grader is no more, SIGKILL included."""

    def watch():
        multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
