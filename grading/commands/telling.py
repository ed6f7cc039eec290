"""How commands speak of students: names beside ids, everybody once in each list, lists that end."""

import contextlib

from grading.course.index import have_index
from grading.course.problem import Problem, shown

SHOWN = 20  # lines of a list; the rest is counted


def names_of(course):
    """What each student is called, by id; without those of whom no name is known."""
    with course.gradebook() as book:
        names = {it.id: f"{it.first_name or ''} {it.last_name or ''}".strip() for it in book.students}
    return {student: name for student, name in names.items() if name}


def called(names, student):
    """A student's id with the name, if it is known."""
    return f"{student} ({names[student]})" if student in names else student


def of(names, student):
    """Whose something is, to stand behind it; empty for nobody's."""
    return f", of {called(names, student)}" if student else ""


def by_student(names, words):
    """A line for each student, in order, of words by student."""
    return [f"{called(names, student)}: {words[student]}" for student in sorted(words)]


def late_by(course, name):
    """By how much the files of some students are younger than they may be, in words by student."""
    from nbgrader.utils import parse_utc

    from grading.marks import late

    with course.gradebook() as book:
        due = next((it.duedate for it in book.assignments if it.name == name), None)
    found, terms = {}, late.terms(course, name)
    for student in course.submitters(name) if due else []:
        file = course.submission(name, student).with_name("timestamp.txt")
        seconds = terms.seconds(student, parse_utc(file.read_text().strip()) if file.exists() else None, due)
        if seconds > 0:
            found[student] = f"by {duration(seconds)}"
    return found


def tell_strangers(course, names):
    """Whose ids in the table of extensions are nobody's."""
    from grading.marks import late

    listed(
        f"In {late.EXTENSIONS}, but nobody's id:",
        sorted({it for name in names for it in late.terms(course, name).strangers}),
    )


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


@contextlib.contextmanager
def opened(root):
    """A course that no other command changes meanwhile. Raises Problem where there is none, or another command.

    So it does where the machine does not let it be read or written: its disk is full, or somebody else's.
    """
    from grading.course import obstacle
    from grading.course.course import Course

    course = Course(root)
    try:
        with course.alone():
            course.log_to_file()
            yield course
    except (Problem, BrokenPipeError):
        raise
    except Exception as error:
        if (found := obstacle.obstacle(error)) is None:
            raise
        raise Problem(obstacle.told(found, course)) from None
