"""Grading's speed in seconds: a verdict, a class of a hundred, and five thousand verdicts on a local Dask cluster.

They run students' code, so as an ordinary user. As root they are left out; `python tests/benchmarks/test_grading.py`
as such a user prints the same.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "grading"))
pytestmark = pytest.mark.skipif(os.geteuid() == 0, reason="the sandbox refuses root")
CLASS, MEASURED, MANY = 100, 60, 5000


def one_verdict(figures):
    """Seconds for a verdict, the best of several."""
    import sample
    from grading import verdict

    times = []
    for seed in range(6):
        start = time.perf_counter()
        verdict.grade(sample.solved(), sample.source(), seed, figures=figures)
        times.append(time.perf_counter() - start)
    return min(times)


def a_class(folder, count=CLASS):
    """A course whose class has handed in."""
    import tiny_class as tiny
    from grading import collect

    course = tiny.course(folder / "course")
    files = {f"s{i:03}.ipynb": tiny.right(course, explain=f"Answer {i}.") for i in range(count)}
    collect.collect(course, tiny.NAME, tiny.put(folder / "in", files))
    return course


def graded(course, **options):
    """Seconds until a class is graded and recorded."""
    from grading import grade

    start = time.perf_counter()
    done = grade.grade(course, course.assignments()[0], jobs=2, **options)
    assert not done.failed and len(done.recorded) + len(done.unchanged) == CLASS, done.failed
    return time.perf_counter() - start


def on_a_cluster(course, count=MEASURED):
    """Seconds for ``count`` verdicts on two processes of a Dask cluster, without its start."""
    from distributed import LocalCluster
    from grading import grade

    name = course.assignments()[0]
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with grade.executor(scheduler=cluster.scheduler_address) as (pool, width):
            run = grade.Run(course, name, pool, width, None, grade.Result())
            students = course.submitters(name)[: count + 4]
            shutil.rmtree(course.root / "verdicts", ignore_errors=True)
            list(run.verdicts(students[:4], figures=False))
            start = time.perf_counter()
            assert len(list(run.verdicts(students[4:], figures=False))) == count
            return time.perf_counter() - start


def measured(folder, write):
    write(f"verdict without figures   {one_verdict(False):6.2f} s a submission and core   (to reach: 0.2)")
    write(f"verdict with figures      {one_verdict(True):6.2f} s a submission and core   (to reach: 1.3)")
    course = a_class(folder)
    marks = graded(course, figures=False)
    write(f"{CLASS} graded and recorded {marks:6.1f} s on two cores                (to reach: 60)")
    drawn = graded(course, figures=True)
    write(f"  and all figures drawn   {marks + drawn:6.1f} s on two cores                (to reach: 120)")
    seconds = on_a_cluster(course)
    whole = seconds / MEASURED * MANY / 60
    write(f"{MANY} verdicts on Dask   {whole:6.1f} minutes on two cores, from {MEASURED} in {seconds:.1f} s")


def test_grading(tmp_path, capsys):
    def write(line):
        with capsys.disabled():
            print(line)

    measured(tmp_path, write)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        measured(Path(temporary), print)
