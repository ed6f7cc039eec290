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
from grading.demo import crowd, people
from grading.marks import export

COURSE = ROOT / "exercises"
MARK = ".grade-demo"  # a folder with this file in it was made here, and may be deleted


def demo(folder, jobs=None, opens=True, port=8888, source=None, students=None):
    """Run every command on the class, print who got what and why, and open the formgrader. Returns the exit code.

    With a number of ``students``, it is a class of that size, once as Canvas and once as Moodle exports it.
    """
    source = source or exercise()
    if students is None:
        course = small(folder, source, jobs)
    else:
        for platform in crowd.PATHS:
            course = large(folder, source, platform, students, jobs)
    if opens:
        show(course.root, port)
    return 0


def small(folder, source, jobs=None):
    """The small class, each with a story of their own. Returns its course."""
    course, name = prepare(folder, source), source.stem
    people.write_roster(folder / "students.csv")
    begin(course, name)
    people.hand_in(read_notebook(course.release(name)), read_notebook(source), name, folder / "handed-in")
    print(f"\nA class of {len(people.PEOPLE)} hands in {name}: see {folder / 'handed-in'}.")
    grade(course, name, folder / "handed-in", folder / "students.csv", jobs)
    table(course, name)
    return course


def large(folder, source, platform, students, jobs=None):
    """A class of many, with a platform's gradebook and export. Returns its course."""
    folder, everyone, name = folder / platform, crowd.members(students), source.stem
    course = prepare(folder, source)
    crowd.write_roster(folder / "gradebook.csv", platform, everyone)
    begin(course, name)
    desk = people.Desk(read_notebook(course.release(name)), read_notebook(source))
    crowd.write_export(folder / "export.zip", platform, everyone, desk, name)
    print(f"\nA class of {students} hands in {name}, by {platform.capitalize()}: see {folder / 'export.zip'}.")
    grade(course, name, folder / "export.zip", folder / "gradebook.csv", jobs)
    stories(course, name, everyone)
    return course


def begin(course, name):
    """What a teacher does before anybody hands in."""
    run(["check"], course)
    run(["release", name], course)


def grade(course, name, handed_in, roster, jobs):
    """What a teacher does after that."""
    folder = course.root.parent
    # One file is nobody's, and some pages hold the marks only.
    run(["collect", name, handed_in, "--roster", roster, "--due", people.DUE], course, fine=(0, 1))
    run(["grade", name, *(["--jobs", jobs] if jobs else [])], course)
    run(["feedback", name, "--bundle", folder / "feedback.zip"], course, fine=(0, 1))
    run(["export", name, "--out", folder / "grades.csv"], course)


def exercise():
    """The exercise of the demo: number 6, else the first."""
    found = sorted(COURSE.glob("source/6_*/6_*.ipynb")) or sorted(COURSE.glob("source/*/*.ipynb"))
    if not found:
        raise Problem(f"There is no exercise in {COURSE / 'source'}.")
    return found[0]


def prepare(folder, source):
    """A course of one exercise, in a new folder."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise Problem(f"{folder} is not the demo's: name another folder by --folder.")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "course" / "source" / source.stem).mkdir(parents=True)
    (folder / MARK).touch()
    shutil.copy(COURSE / CONFIG, folder / "course")
    shutil.copy(source, folder / "course" / "source" / source.stem)
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
        points = "none"
        if row["score"] is not None:
            points = f"{row['score']:g} of {row['max_score']:g}{' +' if row['total'] == 'provisional' else ''}"
        print(f"{row['student']:12} {points:>13}  {person.story if person else ''}")
        for line in textwrap.wrap(reasons(course, name, row), 90, max_lines=3, placeholder=" …"):
            print(f"{'':28}{line}")
    print("+ a person still has to mark the rest, in the formgrader.")


def stories(course, name, everyone):
    """What they got who did the same."""
    rows, same = {it["student"]: it for it in export.rows(course, [name])}, {}
    for member in everyone:
        same.setdefault(member.kind.story, []).append(rows[member.student])
    print(f"\n{'students':>8} {'points':>13}  what happened")
    for story, its in sorted(same.items(), key=lambda it: it[0].isupper()):
        scores = sorted({it["score"] for it in its if it["score"] is not None})
        points = " to ".join(f"{it:g}" for it in dict.fromkeys([*scores[:1], *scores[-1:]])) or "none"
        kinds = ", ".join(sorted({it["status"] for it in its} - {"graded"}))
        print(f"{len(its):8} {points:>13}  {story}{f' ({kinds})' if kinds else ''}")


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
