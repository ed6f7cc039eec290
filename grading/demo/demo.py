"""A small made-up class, honest and hostile, from handing in to the formgrader: `make grade-demo`."""

import shutil
import subprocess
import sys
import textwrap

from grading import ROOT
from grading.course.cells import is_check, label
from grading.course.course import CONFIG, Course
from grading.course.files import read_notebook
from grading.course.problem import Problem
from grading.demo import people
from grading.marks import export

COURSE = ROOT / "exercises"
MARK = ".grade-demo"  # a folder with this file in it was made here, and may be deleted


def demo(folder, jobs=None, opens=True, port=8888, source=None):
    """Run every command on the class, print who got what and why, and open the formgrader. Returns the exit code."""
    source = source or exercise()
    course, name = prepare(folder, source), source.stem
    run(["check"], course)
    run(["release", name], course)
    people.hand_in(read_notebook(course.release(name)), read_notebook(source), name, folder / "handed-in")
    print(f"\nA class of {len(people.PEOPLE)} hands in {name}: see {folder / 'handed-in'}.")
    roster = ["--roster", folder / "students.csv", "--due", people.DUE]
    run(["collect", name, folder / "handed-in", *roster], course, fine=(0, 1))  # one file is nobody's
    run(["grade", name, *(["--jobs", jobs] if jobs else [])], course)
    run(["feedback", name, "--bundle", folder / "feedback.zip"], course)
    run(["export", name, "--out", folder / "grades.csv"], course)
    table(course, name)
    if opens:
        show(course.root, port)
    return 0


def exercise():
    """The exercise of the demo: number 6, else the first."""
    found = sorted(COURSE.glob("source/6_*/6_*.ipynb")) or sorted(COURSE.glob("source/*/*.ipynb"))
    if not found:
        raise Problem(f"There is no exercise in {COURSE / 'source'}.")
    return found[0]


def prepare(folder, source):
    """A course of one exercise and the roster of its class, in a new folder."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise Problem(f"{folder} is not the demo's: name another folder by --folder.")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "course" / "source" / source.stem).mkdir(parents=True)
    (folder / MARK).touch()
    shutil.copy(COURSE / CONFIG, folder / "course")
    shutil.copy(source, folder / "course" / "source" / source.stem)
    people.write_roster(folder / "students.csv")
    return Course(folder / "course")


def run(command, course, fine=(0,)):
    """A command as a teacher would type it. Raises Problem if its exit code is not ``fine``."""
    words = [str(it) for it in command]
    print(f"\n$ python -m grading {' '.join(words)}", flush=True)
    if subprocess.run([sys.executable, "-m", "grading", *words, "--course", course.root]).returncode not in fine:
        raise Problem(f"The demo ends here: `{words[0]}` did not succeed.")


def table(course, name):
    """Who got what, and why."""
    print(f"\n{'student':12} {'points':>13}  what happened")
    for row in export.rows(course, [name]):
        person = people.PEOPLE.get(row["student"])
        points = f"{row['score']:g} of {row['max_score']:g}{' +' if row['needs_hand_marking'] == 'yes' else ''}"
        print(f"{row['student']:12} {points:>13}  {person.story if person else ''}")
        for line in textwrap.wrap(reasons(course, name, row), 90, max_lines=3, placeholder=" …"):
            print(f"{'':28}{line}")
    print("+ a person still has to mark the rest, in the formgrader.")


def reasons(course, name, row):
    """The first words of each failed check, or why nothing was graded."""
    words = [] if row["status"] == "graded" else [row["status"]]
    file = course.autograded(name, row["student"])
    for cell in filter(is_check, read_notebook(file).cells if file.exists() else []):
        failed = [it.evalue for it in cell.outputs if it.output_type == "error"]
        words += [f"{label(cell)}: {textwrap.shorten(failed[0], 90)}"] if failed else []
    return "; ".join(words) or "every check passed"


def server(root, port):
    """The command that serves the formgrader of a course, to be run in the course's folder."""
    options = ["--ServerApp.default_url=/formgrader", f"--ServerApp.port={port}", f"--ServerApp.root_dir={root}"]
    return [sys.executable, "-m", "jupyterlab", *options]


def show(root, port):
    """Open the formgrader, until it is stopped."""
    print(f"\nThe formgrader opens in your browser, at http://localhost:{port}/formgrader unless that port is taken.")
    print("Its address with the token follows. Stop it by Ctrl-C.\n", flush=True)
    try:
        subprocess.run(server(root, port), cwd=root)
    except KeyboardInterrupt:
        print("Stopped.")
