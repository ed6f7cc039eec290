"""What each command does, step by step, and what it prints: what was done, and what a person must still do.

What a command needs is imported by itself: `check` works where nbgrader is missing, and says so.
"""

import contextlib
from collections import Counter

from grading.course.index import counting, have_index, index_of
from grading.course.problem import shown

SHOWN = 20  # lines of a list; the rest is counted


def release(options):
    """Release what ``options`` name. Raises Problem, as every command does, where it cannot be done."""
    from grading.release import release

    with opened(options.course) as course:
        for name in options.names or course.assignments():
            done = release(course, name, verify=options.verify)
            words = "released" if done.changed else "unchanged"
            checks, hand = sum(done.checks.values()), sum(done.by_hand.values())
            print(f"{name}: {words}, version {done.version} (of {done.versions}).")
            print(f"  {checks:g} points by {len(done.checks)} checks, {hand:g} by hand ({', '.join(done.by_hand)}).")
            print(f"  {'All checks fail unsolved.' if options.verify else 'NOT VERIFIED: the checks were not run.'}")
        print(f"Give students the notebooks in {course.root / 'release'}.")


def collect(options):
    """Take files in. Returns the exit code: 1 if some are nobody's."""
    from grading.intake.collect import collect
    from grading.release import prepare

    with opened(options.course) as course:
        prepare(course, options.name)
        outcomes = collect(
            course,
            options.name,
            options.folder,
            roster_file=options.roster,
            pattern=options.pattern,
            map_file=options.map,
            due=options.due,
        )
        print(f"{options.name}: {plural(len(outcomes), 'file')} in {options.folder}.")
        kinds = Counter(outcome.kind for outcome in outcomes)
        for kind in ("collected", "older", "rejected", "unmatched"):
            new = sum(outcome.new for outcome in outcomes if outcome.kind == kind)
            note = f" ({new} new)" if kind in ("collected", "older") and kinds[kind] else ""
            print(f"  {kinds[kind]:6} {'older attempt' if kind == 'older' else kind}{note}")
        for kind in ("rejected", "unmatched"):
            listed(f"{kind.capitalize()}:", [f"{shown(o.path)}: {o.reason}" for o in outcomes if o.kind == kind])
        if kinds["unmatched"]:
            file = course.received(options.name) / "unmatched.csv"
            print(f"To assign unmatched files: write ids into the column student of {file}, and add --map {file}.")
        tell_students(course, options.name)
        return 1 if kinds["unmatched"] else 0


def tell_students(course, name):
    """What a teacher should know of those who handed in."""
    missing, notes, late = [], [], []
    for student in have_index(course, name):
        entry = counting(index_of(course, name, student))
        if entry is None:
            missing.append(f"{student}: no file that can be graded")
            continue
        if entry["missing"]:
            missing.append(f"{student}: without {', '.join(entry['missing'])}")
        if entry["notes"]:
            notes.append(f"{student}: {'; '.join(entry['notes'])}")
        if entry["late"]:
            late.append(f"{student}: marked late by the LMS")
    listed("Missing answers:", missing)
    listed("Notes:", notes)
    listed("Late:", late + late_by(course, name))
    if absent := silent(course, name):
        listed("Nothing handed in:", absent)


def late_by(course, name):
    """Those whose file is younger than the due date."""
    from nbgrader.utils import parse_utc

    with course.gradebook() as book:
        due = next((it.duedate for it in book.assignments if it.name == name), None)
    found = []
    for student in course.submitters(name) if due else []:
        file = course.submission(name, student).with_name("timestamp.txt")
        seconds = (parse_utc(file.read_text().strip()) - due).total_seconds() if file.exists() else 0
        if seconds > 0:
            found.append(f"{student}: by {duration(seconds)}")
    return found


def duration(seconds):
    """A time in words, to the minute."""
    minutes = int(seconds // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    return f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min" if hours else f"{minutes % 60} min"


def silent(course, name):
    """Students of whom no file has come."""
    came = set(have_index(course, name))
    with course.gradebook() as book:
        return [student.id for student in book.students if student.id not in came]


def grade(options):
    """Grade what was collected. Returns the exit code: 1 if some could not be graded."""
    from grading.marks import export
    from grading.marks.grade import grade
    from grading.release import prepare

    with opened(options.course) as course:
        name = options.name
        prepare(course, name)
        how = {"jobs": options.jobs, "scheduler": options.scheduler, "figures": options.figures}
        done = grade(course, name, options.student, **how)
        if not course.submitters(name):
            print(f"{name}: nobody has handed in anything yet. First: `python -m grading collect {name} FOLDER`.")
            return 0
        print(
            f"{name}: {plural(len(done.recorded), 'submission')} graded, {len(done.unchanged)} unchanged, figures of "
            f"{len(done.drawn)} drawn."
        )
        listed("Not graded:", [f"{student}: {words}" for student, words in done.failed.items()])
        tell_grades(course, name, list(export.rows(course, [name])))
        return 1 if done.failed else 0


def tell_grades(course, name, table):
    """The points in short, what is not as it should be, and what is left to do."""
    graded = [it for it in table if it["status"] not in ("nothing handed in", "not graded yet")]
    if graded:
        scores = sorted(it["score"] for it in graded)
        middle, most = scores[len(scores) // 2], table[0]["max_score"]
        print(f"Points, of {most:g}: median {middle:g}, from {scores[0]:g} to {scores[-1]:g}.")
    listed("Not as it should be:", [f"{it['student']}: {it['status']}" for it in table if it["status"] != "graded"])
    listed("Late:", [f"{it['student']}: by {duration(it['late_seconds'])}" for it in table if it["late_seconds"]])
    if marking := [it["student"] for it in table if it["needs_hand_marking"] == "yes"]:
        print(f"To be marked by hand: {plural(len(marking), 'submission')}, in the formgrader:")
        print(f"  cd {course.root} && jupyter lab --ServerApp.default_url=/formgrader")
    else:
        print(f"Nothing is left to mark by hand. Pages for students: `python -m grading feedback {name}`.")


def feedback(options):
    """Make pages for students, and a bundle of them."""
    from grading.marks import export
    from grading.marks.feedback import bundle, feedback

    with opened(options.course) as course:
        made = feedback(course, options.name, options.student)
        print(f"{options.name}: {plural(len(made), 'page')} made, in {course.root / 'feedback'}.")
        table = {row["student"]: row for row in export.rows(course, [options.name])}
        unmarked = [student for student in made if table[student]["needs_hand_marking"] == "yes"]
        if unmarked:
            print(f"Before all was marked by hand: {shown(', '.join(unmarked))}.")
        if options.bundle:
            count = bundle(course, options.name, options.bundle)
            print(f"{plural(count, 'page')} in {options.bundle}, named as your LMS named the files.")


def export(options):
    """Write the table of grades."""
    from grading.marks.export import export

    with opened(options.course) as course:
        count, unfinished = export(course, options.out, options.names, options.format)
        print(f"{plural(count, 'row')} in {options.out}.")
        if unfinished:
            print(f"{unfinished} of them are not final: something is left to mark by hand.")


def check(options):
    """Say whether this machine can grade. Returns the exit code: 1 if it cannot."""
    from grading import machine

    return machine.check(options.course, options.install)


def demo(options):
    """Run the demo. Returns its exit code."""
    from grading.demo.demo import demo

    return demo(options.folder.resolve(), options.jobs, options.open, options.port)


@contextlib.contextmanager
def opened(root):
    """A course that no other command changes meanwhile. Raises Problem where there is none, or another command."""
    from grading.course.course import Course

    course = Course(root)
    with course.alone():
        course.log_to_file()
        yield course


def listed(title, lines):
    """A list under a title, if there is anything in it."""
    if not lines:
        return
    print(title)
    for line in lines[:SHOWN]:
        print(f"  {shown(line, limit=400)}")
    if len(lines) > SHOWN:
        print(f"  … and {len(lines) - SHOWN} more")


def plural(count, word):
    """“1 file”, “2 files”."""
    return f"{count} {word}{'' if count == 1 else 's'}"
