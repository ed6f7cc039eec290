"""What each command does, step by step, and what it prints: what was done, and what a person must still do.

What a command needs is imported by itself: `check` works where nbgrader is missing, and says so.
"""

from collections import Counter
from statistics import median

from grading.commands.telling import (
    by_student,
    called,
    duration,
    late_by,
    listed,
    names_of,
    of,
    opened,
    plural,
    silent,
    tell_strangers,
)
from grading.course.index import counting, have_index, index_of
from grading.course.problem import shown


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
    from grading.marks import late
    from grading.release import prepare

    with opened(options.course) as course:
        prepare(course, options.name)
        late.terms(course, options.name)  # what is wrong there is told before anything is done
        outcomes = collect(
            course,
            options.name,
            options.folder,
            roster_file=options.roster,
            pattern=options.pattern,
            map_file=options.map,
            due=options.due,
        )
        print(f"{options.name}: {plural(len({it.path for it in outcomes}), 'file')} in {options.folder}.")
        kinds, names = Counter(outcome.kind for outcome in outcomes), names_of(course)
        for kind in ("collected", "older", "rejected", "unmatched"):
            new = sum(outcome.new for outcome in outcomes if outcome.kind == kind)
            note = f" ({new} new)" if kind in ("collected", "older") and kinds[kind] else ""
            print(f"  {kinds[kind]:6} {'older attempt' if kind == 'older' else kind}{note}")
        for kind in ("rejected", "unmatched"):
            lines = [f"{shown(o.path)}{of(names, o.student)}: {o.reason}" for o in outcomes if o.kind == kind]
            listed(f"{kind.capitalize()}:", lines)
        if kinds["unmatched"]:
            file = course.received(options.name) / "unmatched.csv"
            print(
                f"To assign unmatched files: write ids, or - for nobody's, into the column student of {file}, and add "
                f"--map {file}."
            )
        tell_students(course, options.name)
        return 1 if kinds["unmatched"] else 0


def tell_students(course, name):
    """What a teacher should know of those who handed in."""
    missing, notes, late = {}, {}, late_by(course, name)
    for student in have_index(course, name):
        entry = counting(index_of(course, name, student))
        if entry is None:
            missing[student] = "no file that can be graded"
            continue
        if entry["missing"]:
            missing[student] = f"without {', '.join(entry['missing'])}"
        if entry["notes"]:
            notes[student] = "; ".join(entry["notes"])
        if entry["late"]:
            late[student] = "; ".join(filter(None, [late.get(student), "marked late by the LMS"]))
    names = names_of(course)
    listed("Missing answers:", by_student(names, missing))
    listed("Notes:", by_student(names, notes))
    listed("Late:", by_student(names, late))
    tell_strangers(course, [name])
    if absent := silent(course, name):
        listed("Nothing handed in:", [called(names, student) for student in absent])


def grade(options):
    """Grade what was collected. Returns the exit code: 1 if some could not be graded."""
    from grading.marks import export, late
    from grading.marks.grade import grade
    from grading.release import prepare

    with opened(options.course) as course:
        name = options.name
        prepare(course, name)
        late.terms(course, name)  # what is wrong there is told before anything is graded
        how = {"jobs": options.jobs, "scheduler": options.scheduler, "figures": options.figures}
        done = grade(course, name, options.student, **how)
        if not course.submitters(name):
            print(f"{name}: nobody has handed in anything yet. First: `python -m grading collect {name} FOLDER`.")
            return 0
        print(
            f"{name}: {plural(len(done.recorded), 'submission')} graded, {len(done.unchanged)} unchanged, figures of "
            f"{len(done.drawn)} drawn."
        )
        names = names_of(course)
        listed("No figure was drawn:", by_student(names, done.undrawn))
        listed("Not graded:", by_student(names, done.failed))
        table = [it for it in export.rows(course, [name]) if it["student"] in (options.student or [it["student"]])]
        tell_grades(course, name, table, names)
        return 1 if done.failed else 0


def tell_grades(course, name, table, names):
    """The points in short, what is not as it should be, and what is left to do."""
    if scores := sorted(it["score"] for it in table if it["score"] is not None):
        middle, most = median(scores), table[0]["max_score"]
        count = sum(it["total"] == "provisional" for it in table)
        note = f"; {count} of {len(scores)} provisional" if count else ""
        print(f"Points, of {most:g}: median {middle:g}, from {scores[0]:g} to {scores[-1]:g}{note}.")
    unlike = {it["student"]: it["status"] for it in table if it["status"] != "graded"}
    late = {it["student"]: f"by {duration(it['late_seconds'])}{lost(it)}" for it in table if it["late_seconds"]}
    listed("Not as it should be:", by_student(names, unlike))
    listed("Late:", by_student(names, late))
    tell_strangers(course, [name])
    if marking := [it["student"] for it in table if it["needs_hand_marking"] == "yes"]:
        print(f"To be marked by hand: {plural(len(marking), 'submission')}, in the formgrader:")
        print(f"  cd {course.root} && jupyter lab --ServerApp.default_url=/formgrader")
    else:
        print(f"Nothing is left to mark by hand. Pages for students: `python -m grading feedback {name}`.")


def lost(row):
    """What being late costs a student, to stand behind by how much; empty where it costs nothing."""
    words = f": {row['late_penalty']:g} less than {row['raw_score']:g}, so {row['score']:g}"
    return words if row["late_penalty"] else ""


def feedback(options):
    """Make pages for students, and a bundle of them. Returns the exit code: 1 if some page holds the marks only."""
    from grading.marks import export
    from grading.marks.feedback import bundle, feedback

    with opened(options.course) as course:
        done = feedback(course, options.name, options.student)
        made = done.made
        print(f"{options.name}: {plural(len(made), 'page')} made, in {course.root / 'feedback'}.")
        table = {row["student"]: row for row in export.rows(course, [options.name])}
        unmarked = [student for student in made if table[student]["needs_hand_marking"] == "yes"]
        if unmarked:
            names = names_of(course)
            listed("Made before all was marked by hand:", [called(names, student) for student in unmarked])
        listed("Pages that hold the marks only:", by_student(names_of(course), done.failed))
        if options.bundle:
            count = bundle(course, options.name, options.bundle)
            print(f"{plural(count, 'page')} in {options.bundle}, named as your LMS named the files.")
        return 1 if done.failed else 0


def export(options):
    """Write the table of grades."""
    from grading.marks.export import export, unplaced

    with opened(options.course) as course:
        table = export(course, options.out, options.names, options.format, options.column, options.provisional)
        print(f"{plural(len(table), 'row')} in {options.out}.")
        tell_totals(table, options.format, options.provisional)
        tell_strangers(course, {it["assignment"] for it in table})
        if options.format not in ("csv", "ilias") and not options.column:
            akin = {name: ", ".join(found) or "none" for name, found in unplaced(course, options.names).items()}
            listed(
                "No column of your gradebook is surely theirs; --column names it. Like it are:", by_student({}, akin)
            )


def tell_totals(table, form, provisional):
    """How many rows have no total or none that is final, and what stands in their place."""
    from grading.marks.platforms import SILENT

    totals = Counter(it["total"] for it in table)
    if totals[""]:
        print(f"{totals['']} without a total, left blank: nothing was handed in, or it is not graded.")
    if totals["provisional"]:
        done = "are marked so"
        if form in SILENT:
            done = "are NOT marked so" if provisional else "are left blank; --provisional writes them"
        print(f"{totals['provisional']} provisional, since something is left to mark by hand: they {done}.")


def check(options):
    """Say whether this machine can grade. Returns the exit code: 1 if it cannot."""
    from grading import machine

    return machine.check(options.course, options.install)


def demo(options):
    """Run the demo. Returns its exit code."""
    from grading.demo.demo import demo

    where = options.folder.resolve()
    return demo(where, options.jobs, options.open, options.port, students=options.students)
