"""Commands that write a file for people: students' practice, and what teachers look at."""

from grading.commands.telling import called, names_of, opened, plural
from grading.course.files import write


def practice(options):
    """Write the practice file of an exercise. Raises Problem where a check fails on the solution."""
    from grading.practice.build import practice

    with opened(options.course) as course:
        path, bank = practice(course, options.name)
        names = [it["name"] for it in bank["checks"]]
        print(f"{options.name}: {plural(len(names), 'check')} to practice: {', '.join(names) or 'none'}.")
        for why, left_out in bank["left_out"].items():
            print(f"  Left out, since {why}: {', '.join(left_out)}.")
        print(f"Give students {path}, {path.stat().st_size / 1000:.0f} kB, beside the notebook.")


def report(options):
    """Write the page on how a class did."""
    from grading.teachers.report import report

    with opened(options.course) as course:
        names = {it: called(known, it) for known in [names_of(course)] for it in known} if options.names else None
        write(options.out, report(course, options.name, names))
        print(f"{options.out}: how the class did in {options.name}{', with names' if options.names else ''}.")


def similar(options):
    """Write the page on which submissions are alike."""
    from grading.teachers.similar import similar

    with opened(options.course) as course:
        names = names_of(course)
        write(options.out, similar(course, options.name, lambda student: called(names, student)))
        print(f"{options.out}: what is alike in {options.name}. It is evidence, and no verdict.")


def talk(options):
    """Write the sheets for talks with students."""
    from grading.teachers.talk import talk

    with opened(options.course) as course:
        names = names_of(course)
        write(
            options.out,
            talk(course, options.name, lambda student: called(names, student), options.student, jobs=options.jobs),
        )
        print(f"{options.out}: three questions on {options.name} for each student, and behind them the answers.")
