"""Grading's speed in seconds, on the book's own exercises: verdicts, hostile submissions, a class, a Dask cluster.

It runs students' code, so as an ordinary user: this one or, for root, one that is created for it. By itself it is
`python tests/benchmarks/test_grading.py`.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np

HERE = Path(__file__).resolve()
ATTACKS = HERE.parent.parent / "grading" / "attacks"
sys.path[:0] = [str(HERE.parents[1])]
CLASS, CROWD, MEASURED, MANY = 100, 120, 60, 5000
EXERCISE = "6_rmsprop"


def desk(name):
    """An exercise's source, and where its release is filled in."""
    from grading.demo import people
    from helpers.in_process import SOURCE, notebook

    release = nbformat.read(SOURCE.parent / "release" / name / f"{name}.ipynb", as_version=4)
    return notebook(name), people.Desk(release, notebook(name))


def seconds(call, *arguments, **options):
    start = time.perf_counter()
    call(*arguments, **options)
    return time.perf_counter() - start


def one_verdict(name, figures):
    """Seconds for a verdict on a solved exercise, the best of several."""
    from grading.verdict import verdict

    source, its = desk(name)
    return min(seconds(verdict.grade, its.fill(its.right), source, seed, figures=figures) for seed in range(4))


def verdicts(write):
    from helpers.in_process import EXERCISES

    write("a verdict on a solved exercise, seconds a submission and core (to reach: 0.25, with figures 1.3)")
    for name in EXERCISES:
        write(f"  {name:22} {one_verdict(name, False):6.2f}   with figures {one_verdict(name, True):6.2f}")


def hostile(write):
    """What each attack costs, under the limits of a real run, and what it does to the next submission's time."""
    from grading.verdict import verdict
    from helpers import sample

    source, its = desk(EXERCISE)
    neighbour = its.fill(its.right)

    def its_time():
        return min(seconds(verdict.grade, neighbour, source, 1, figures=False) for _ in range(4))

    costs, slower, control = {}, {}, []
    for file in sorted(ATTACKS.glob("*.py")):
        submission, before = sample.submission(step=file.read_text()), its_time()
        costs[file.stem] = sum(
            seconds(verdict.grade, submission, sample.source(), 7, figures=figures) for figures in (False, True)
        )
        after = its_time()
        slower[file.stem] = after / before
        control.append(its_time() / after)
    worst, slowed = max(costs, key=costs.get), max(slower, key=slower.get)
    write(f"{len(costs)} attacks, marks and figures: {costs[worst]:.0f} s at most, for {worst} (to reach: 60)")
    write(f"  {', '.join(f'{name} {cost:.0f}' for name, cost in costs.items() if cost > 5)}; the others up to 5 s")
    write(f"  the next one's verdict takes {np.median([*slower.values()]):.2f} times as long as before (to reach: 1.2)")
    write(f"  at most {slower[slowed]:.2f}, after {slowed}; with nothing in between it is at most {max(control):.2f}")


def a_class(folder, name=EXERCISE, count=CLASS):
    """A course whose class has handed in solved notebooks."""
    from grading.course.course import CONFIG, Course
    from grading.intake import collect
    from grading.release import prepare
    from helpers.in_process import SOURCE

    for part in ("source", "release"):
        shutil.copytree(SOURCE.parent / part / name, folder / "course" / part / name)
    shutil.copy(SOURCE.parent / CONFIG, folder / "course")
    _, its = desk(name)
    (folder / "in").mkdir()
    for i in range(count):
        answers = its.right | its.words(f"Answer {i}.")
        (folder / "in" / f"s{i:03}.ipynb").write_text(nbformat.writes(its.fill(answers)))
    course = Course(folder / "course")
    course.log_to_file()
    prepare(course, name)
    collect.collect(course, name, folder / "in")
    return course


def graded(course, **options):
    """Grade and record a class."""
    from grading.marks import grade

    done = grade.grade(course, course.assignments()[0], jobs=2, **options)
    assert not done.failed and len(done.recorded) + len(done.unchanged) == CLASS, done.failed


def a_crowd(folder, platform, write):
    """The demo's class of 120, 30 of them hostile, as a platform exports it; and how it fares without those 30."""
    from grading.demo import crowd
    from grading.marks import export, feedback

    everyone, points = crowd.members(CROWD), []
    for part, its in (("honest", [it for it in everyone if not it.hostile]), ("all", everyone)):
        course, spent = crowd_course(folder / part, platform, its)
        points.append({it["student"]: it["score"] for it in export.rows(course, [EXERCISE])})
        spent["pages"] = seconds(feedback.feedback, course, EXERCISE)
        times = ", ".join(f"{name} {it:.1f} s" for name, it in spent.items())
        write(
            f"{len(its)} by {platform.capitalize()}, {'nobody' if part == 'honest' else 'a quarter'} hostile: {times}"
        )
    lost = {student: score for student, score in points[0].items() if points[1][student] != score}
    assert lost == {}, lost


def crowd_course(folder, platform, everyone):
    """The course of a class that has been graded, and the seconds that it took."""
    from grading.course.course import CONFIG, Course
    from grading.demo import crowd
    from grading.intake import collect
    from grading.marks import grade
    from grading.release import prepare
    from helpers.in_process import SOURCE

    for part in ("source", "release"):
        shutil.copytree(SOURCE.parent / part / EXERCISE, folder / "course" / part / EXERCISE)
    shutil.copy(SOURCE.parent / CONFIG, folder / "course")
    crowd.write_roster(folder / "gradebook.csv", platform, everyone)
    crowd.write_export(folder / "export.zip", platform, everyone, desk(EXERCISE)[1], EXERCISE)
    course, roster = Course(folder / "course"), folder / "gradebook.csv"
    course.log_to_file()
    prepare(course, EXERCISE)
    spent = {"collected": seconds(collect.collect, course, EXERCISE, folder / "export.zip", roster_file=roster)}
    for words, figures in (("graded", False), ("figures", True)):
        spent[words] = seconds(grade.grade, course, EXERCISE, jobs=2, figures=figures)
    return course, spent


def on_a_cluster(course, count=MEASURED):
    """Seconds for ``count`` verdicts on two processes of a Dask cluster, without its start."""
    from distributed import LocalCluster

    from grading.marks import grade

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
    verdicts(write)
    hostile(write)
    course = a_class(folder)
    marks = seconds(graded, course, figures=False)
    write(f"{CLASS} of {EXERCISE} graded and recorded: {marks:.1f} s on two cores (to reach: 30)")
    drawn = seconds(graded, course, figures=True)
    write(f"  and all figures drawn: {marks + drawn:.1f} s (to reach: 90)")
    measured_crowd(folder, write)
    cluster = on_a_cluster(course)
    write(
        f"{MANY} verdicts on Dask: {cluster / MEASURED * MANY / 60:.1f} minutes on two cores, from {MEASURED} in "
        f"{cluster:.1f} s"
    )


def measured_crowd(folder, write):
    """The classes of 120, by both platforms."""
    from grading.demo import crowd

    for platform in crowd.PATHS:
        a_crowd(folder / platform, platform, write)


def as_an_ordinary_user():
    """What this file prints when it is run by a user that is created for it."""
    from helpers.ordinary_user import OrdinaryUser

    user = OrdinaryUser()
    try:
        user.prepare()
        return user.run("tests/benchmarks/test_grading.py")
    finally:
        user.close()


def test_grading(tmp_path, tell):
    if os.geteuid() == 0:
        tell(as_an_ordinary_user())
    else:
        measured(tmp_path, tell)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        measured(Path(temporary), lambda line: print(line, flush=True))
