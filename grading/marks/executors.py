"""Where verdicts are made: in processes of this machine, or on a Dask cluster.

On either, a thread waits for each verdict, which is made in a process that can be lost.
"""

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor

from grading import bounded
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
    with ThreadPoolExecutor(width) as pool:
        try:
            yield pool, width
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            bounded.end()


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
