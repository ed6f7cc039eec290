"""Whose files they are: what their paths say, together, or the teacher's own mapping does."""

from dataclasses import replace
from pathlib import PurePosixPath

from grading.course.files import read_json, write_if_new, write_json
from grading.course.problem import Problem, shown
from grading.intake import roster, tables
from grading.intake.filenames import NOTEBOOK, WEAK, composed, guess, is_platforms_own, is_rubbish, outside, platforms
from grading.intake.sidecars import Sidecars
from grading.intake.whose import NOBODY, Match, all_of, by_mapping, claim, found_by, group_of

MAPPING = "mapping.json"  # in the folder of all that was handed in


def class_of(course, file=None):
    """The Roster: of a file given now, which is kept, or of the one that was kept; None if there is none.

    Raises Problem for a file that is no roster.
    """
    kept = course.root / "roster.csv"
    if file is None:
        return roster.Roster([replace(it, time=None) for it in roster.read(kept)]) if kept.exists() else None
    people = roster.Roster(roster.read(file))
    write_if_new(kept, file.read_bytes())
    return people


def mapped(course, name, file=None):
    """Paths with ids, as the teacher assigned them before and, in ``file``, now; a line without an id takes it back.

    Raises Problem for a file that is no mapping.
    """
    mapping = read_json(course.received(name) / MAPPING, missing={})
    if file is None:
        return mapping
    table = tables.read(file, "mapping", lambda cell: roster.plain(cell) in ("file", "student"))
    heading = [roster.plain(it) for it in table.heading]
    if not table.rows or not {"file", "student"} <= set(heading):
        raise Problem(f"The mapping {file} needs the columns file,student and a line for each file.")
    rows = [dict(zip(heading, row, strict=False)) for _, row in table.rows]
    given = {composed(it.get("file", "")): it.get("student", "") for it in rows}
    return {path: who for path, who in {**mapping, **given}.items() if path and who}


def keep_mapping(course, name, mapping):
    """Keep what ``mapped`` found, once all is done that follows from it."""
    if mapping != mapped(course, name):
        write_json(course.received(name) / MAPPING, mapping)


def reassigned(before, mapping, people):
    """The paths of which ``mapping`` says something else than ``before``, with the ids of those whose it is now."""
    changed = [path for path in before | mapping if mapping.get(path) != before.get(path)]
    return {path: {it.id for it in all_of(by_mapping(mapping.get(path, NOBODY), people))} for path in changed}


def match_all(paths, name, people, pattern, mapping, claims=None, beside=None):
    """A Match for every path; rubbish is left out.

    ``claims`` are what said of earlier files whose they are, by student; ``beside`` the Sidecars. Two files that claim
    one student by different evidence are a question, but for one whose evidence was there before.
    """
    paths, beside = [it for it in paths if not is_rubbish(it)], beside or Sidecars()
    known = {student: set(found) for student, found in (claims or {}).items()}
    numbers = {claim: student for student, found in known.items() for claim in found}
    shared = in_common(paths, people)
    found = {path: resolve(path, shared, name, people, pattern, mapping, numbers, beside) for path in paths}
    if shared and not any(it.students for it in found.values()):  # all of one student's folder
        found = {path: resolve(path, (), name, people, pattern, mapping, numbers, beside) for path in paths}
    if people is not None:
        found |= in_nobodys_folder(found, shared, mapping)
    claimed = {}
    for path, one in found.items():
        for student in one.students if path.lower().endswith(NOTEBOOK) else ():
            if composed(path) in mapping:
                known.setdefault(student.id, set()).add(claim(one.about))
            else:
                claimed.setdefault(student.id, {}).setdefault(claim(one.about), []).append(path)
    for student, by in claimed.items():
        before = known.get(student, set())
        if len(before | set(by)) > 1:
            words = question(student, before | set(by), people)
            for path in [path for which, paths in by.items() if which not in before for path in paths]:
                found[path] = replace(found[path], who=words)
    return found


def in_nobodys_folder(found, shared, mapping):
    """The Matches that stand in a folder of nobody's, where others' folders are named by student: they are questions.

    What is in a folder of somebody who is not on the roster, they named.
    """
    theirs = {path: it for path, it in found.items() if it.students}
    below = {path: PurePosixPath(outside(path)).parts[len(shared) :] for path in theirs}
    levels = {path: it.about.depth for path, it in theirs.items() if composed(path) not in mapping}
    level = min((at for path, at in levels.items() if at < len(below[path]) - 1), default=None)
    return {
        path: replace(found[path], who=f"nobody on the roster is called {shown(below[path][level])}")
        for path, at in levels.items()
        if level is not None and at > level
    }


def question(student, claims, people):
    """Words for a file that claims a student whom files claim by other evidence, too."""
    called = people.called([student]) if people else student
    kinds = sorted({kind for kind, _ in claims})
    if len(kinds) == 1:
        return f"{kinds[0]} knows {len(claims)} people of this name: which one is {called}?"
    return f"files are said to be {called}'s by {' and by '.join(kinds)}: is this one theirs, too?"


def in_common(paths, people):
    """The folders around all of the paths, up to one that is named by a student or by a platform for one."""
    folders = [PurePosixPath(outside(it)).parts[:-1] for it in paths]
    shared = []
    for at, level in enumerate(zip(*folders, strict=False)):
        if len(set(level)) > 1 or names_somebody(level[0], people):
            break
        shared.append(folders[0][at])
    return tuple(shared)


def names_somebody(folder, people):
    """Whether a folder's name is one that a platform gives, or that somebody on the roster has."""
    form = platforms((folder, "", ""), 0)
    if form and form.lms not in WEAK:
        return True
    return people is not None and any(people.find(it) for it in (folder, *(form.who if form else ())))


def resolve(path, shared, name, people, pattern, mapping, numbers, beside):
    """The Match of a path, of which the folders ``shared`` by all of them tell nobody."""
    below = "/".join(PurePosixPath(path).parts[len(shared) :])
    about = guess(below if pattern is None else path, name, pattern)
    if given := mapping.get(composed(path)):
        return Match(by_mapping(given, people), about)
    if is_platforms_own(below, about):
        return Match(None, about)
    if people is not None and (group := all_of(group_of(beside.together(path), people))):
        words = f"members.txt beside it says that {people.called([it.id for it in group])} handed it in together"
        return Match(f"{words}: if so, write {';'.join(it.id for it in group)}", about)
    submitters = beside.whose(path)
    if len(submitters) > 1:
        if people is None:
            return Match("several handed it in together, whom only a roster can tell: add --roster", about)
        return Match(group_of(submitters, people), about)
    if submitters:
        about = replace(about, who=submitters[0])
    return found_by(below, about, name, people, numbers)


def match(path, about, name, people, mapping):
    """The Student whose file it is, or in words why that cannot be told. ``about`` is what ``guess`` made of it."""
    if given := mapping.get(composed(path)):
        return by_mapping(given, people)
    return found_by(path, about, name, people, {}).who
