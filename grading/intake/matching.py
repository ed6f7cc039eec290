"""Whose file it is: what its path says, looked up in the roster or in the teacher's own mapping."""

import csv
import io
import itertools
from pathlib import PurePosixPath

from grading.course.files import read_json, write_if_new, write_json
from grading.course.problem import Problem, shown
from grading.intake import roster
from grading.intake.filenames import composed, guess, is_rubbish, stem


def class_of(course, file=None):
    """The Roster: of a file given now, which is kept, or of the one that was kept; None if there is none.

    Raises Problem for a file that is no roster.
    """
    kept = course.root / "roster.csv"
    if file is None:
        return roster.Roster(roster.read(kept)) if kept.exists() else None
    people = roster.Roster(roster.read(file))
    write_if_new(kept, file.read_bytes())
    return people


def mapped(course, name, file=None):
    """Paths with ids, as the teacher assigned them, now and before. Raises Problem for a file that is no mapping."""
    kept = course.received(name) / "mapping.json"
    mapping = read_json(kept, missing={})
    if file is not None:
        try:
            rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))
        except (OSError, UnicodeDecodeError) as error:
            raise Problem(f"The mapping {file} cannot be read: {error}.") from None
        if not rows or not {"file", "student"} <= set(rows[0]):
            raise Problem(f"The mapping {file} needs the columns file,student and a line for each file.")
        new = {composed(it["file"]): it["student"].strip() for it in rows if (it["student"] or "").strip()}
        mapping = {**mapping, **new}
        write_json(kept, mapping)
    return mapping


def match_all(paths, name, people, pattern, mapping):
    """For every path a Student, or the words why there is none; rubbish is left out."""
    matches, numbers = {}, {}
    for path in paths:
        if is_rubbish(path):
            continue
        about = guess(path, name, pattern)
        who = matches[path] = match(path, about, name, people, mapping)
        if isinstance(who, roster.Student) and about.lms and composed(path) not in mapping:
            numbers.setdefault((who.id, about.lms), {}).setdefault(about.number, []).append(path)
    for (student, lms), found in numbers.items():
        if len(found) > 1:
            for path in itertools.chain(*found.values()):
                matches[path] = f"{lms} knows {len(found)} people of this name: which one is {student}?"
    return matches


def match(path, about, name, people, mapping):
    """The Student whose file it is, or in words why that cannot be told. ``about`` is what ``guess`` made of it."""
    if given := mapping.get(composed(path)):
        return by_mapping(given, people)
    if people is None:
        return unlisted(about)
    found = set()
    for text in about.who:
        if found := people.find(text):
            break
    if about.number and (other := people.find(about.number)) and other != found:
        if len(found) == 1:
            return f"its name says {one(found)}, its number {about.number} says {', '.join(sorted(other))}"
        found = other & found or other
    if not found and not about.lms:
        found = within(path, name, people)
    if not found:
        return "nobody on the roster is called so"
    if len(found) > 1:
        return f"it may be any of {', '.join(sorted(found))}"
    return people.students[one(found)]


def unlisted(about):
    """Without a roster, a student is called as the LMS calls them; Canvas' numbers tell people of one name apart."""
    if not about.who:
        return "nothing in its name says whose it is"
    return roster.student(f"{about.who[0]}_{about.number}" if about.lms == "Canvas" else about.who[0])


def within(path, name, people):
    """Students whose name or id is somewhere in the path, the innermost part first."""
    for part in reversed(PurePosixPath(path).parts):
        text = roster.plain(stem(part)).replace(roster.plain(name), " ")
        if found := people.find_within(text):
            return found
    return set()


def one(found):
    """The member of a set of one."""
    return next(iter(found))


def by_mapping(given, people):
    """The Student of an id that the teacher wrote, or in words that there is none."""
    if people is None:
        return roster.student(given)
    for student in people.students.values():
        if given in (student.id, student.original):
            return student
    return f"the mapping says {shown(given)}, and nobody on the roster has this id"
