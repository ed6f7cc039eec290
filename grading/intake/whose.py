"""Whose file it is: what one path says, looked up in the roster."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from grading.course.problem import shown
from grading.intake import roster
from grading.intake.filenames import Guess, outside, platforms, stem

NOT_HANDED_IN = "Teams keeps it under “Working files”: it was not handed in"
HIDDEN = "Canvas hid whose it is: turn off anonymous grading, and download again"
BLIND = ("participant", "participante", "teilnehmer", "teilnehmer in", "teilnehmerin")  # Moodle's word, for anybody

NOBODY = "-"  # the teacher's word in a mapping
FOLDER, FILE = "a folder's name", "the file's name"


@dataclass(frozen=True)
class Match:
    """Whose file it is: a Student, all Students of a group, words why that cannot be told, or None for nobody's.

    ``about`` is what says so.
    """

    who: roster.Student | tuple | str | None
    about: Guess

    @property
    def students(self):
        """All whose it is; none where that cannot be told."""
        return all_of(self.who)


def all_of(who):
    """The Students of what a Match says: of one, of a group, or none."""
    return who if isinstance(who, tuple) else (who,) if isinstance(who, roster.Student) else ()


def claim(about):
    """What says whose a file is: the kind of name, and the LMS' number of the student."""
    return about.evidence, about.number or ""


def found_by(path, about, name, people, numbers):
    """The Match of a path that the teacher did not assign."""
    if about.lms and not (about.who or about.group):
        return Match(HIDDEN if about.lms == "Canvas" else NOT_HANDED_IN, about)
    if people is None:
        return Match(unlisted(about), about)
    for at, folder in enumerate(about.outer):  # what is in a student's folder, the student named
        form = platforms((*about.outer[: at + 1], ""), at)
        if found := next(filter(None, map(people.find, (folder, *(form.who if form else ())))), None):
            return Match(only(found, people), Guess((folder,), depth=at, evidence=FOLDER))
    found, about = by_ways(about, people)
    if about.lms == "Canvas" and (problem := contradiction(found, about, people)):
        return Match(problem, about)
    if about.lms == "Canvas" and (other := people.numbered(about.number)):
        found = found & other or other
    if len(found) > 1 and (one := numbers.get(claim(about))) in found:
        found = {one}
    if not found and (group := together(about, people)):
        return Match(group, about)
    if not found and about.lms in ("", "ILIAS") and about.evidence != "--pattern":
        found, about = within(path, about, name, people)
    return Match(only(found, people), about)


def by_ways(about, people):
    """The ids of those who are written in the ways of a Guess, which is told more exactly what said so.

    All that a platform writes is of one person; of people's own names the outermost counts.
    """
    found = set()
    for at, text in enumerate(about.who):
        one = people.find(text)
        if about.lms:
            found = found & one or found | one
        elif one:
            if about.evidence == "names":
                depth = about.depths[at]
                about = replace(about, depth=depth, evidence=FOLDER if depth < about.depth else FILE)
            return one, about
    return found, about


def together(about, people):
    """Who handed it in together, as the platform's name for it says; in words if one of them cannot be told.

    Sakai writes all of their names, Moodle the group's, whose members the roster may know. None for no group.
    """
    if about.lms == "Sakai" and about.group:
        return group_of(about.group, people)
    return people.group(about.who[0]) if about.lms == "Moodle" else None


def group_of(members, people):
    """The Students of lists of ways to write each of them; words where one cannot be told."""
    found = []
    for ways in members:
        known = [it for it in map(people.find, ways) if it]
        ids = set.intersection(*known) if known else set()
        if len(ids) != 1:
            return f"{shown(', '.join(it[0] for it in members))} handed it in together: who is {shown(ways[0])}?"
        found.append(people.students[ids.pop()])
    return tuple(dict.fromkeys(found))


def contradiction(found, about, people):
    """Words for a name and a number of Canvas' that are not of one student; None if they are, or may be."""
    if len(found) != 1 or about.number is None:
        return None
    student = people.students[next(iter(found))]
    other = people.numbered(about.number)
    if other and not other & found:
        theirs = f"{', '.join(sorted(other))}{people.names(other | found)}"
        return f"its name says {student.id}, its number {about.number} says {theirs}"
    if not other and student.number:
        return f"its name says {people.called(found)}, whose number is {student.number} and not {about.number}"
    return None


def only(found, people):
    """The Student of a set of one, or in words that it is none or several."""
    if not found:
        return "nobody on the roster is called so"
    if len(found) > 1:
        return f"it may be any of {people.called(found)}"
    return people.students[next(iter(found))]


def unlisted(about):
    """Without a roster, students are called as the LMS calls them; Canvas' numbers tell people of one name apart."""
    if about.group and not about.outer:
        return tuple(roster.student(ways[0]) for ways in about.group)
    if not about.who:
        return "nothing in its name says whose it is"
    if about.lms and about.outer:
        return f"it lies in a folder {shown(about.outer[0])}: whose that is, only a roster can tell: add --roster"
    if about.lms == "Moodle" and roster.plain(about.who[0]) in BLIND:
        return roster.student(about.who[-1])
    return roster.student(f"{about.who[0]}_{about.number}" if about.lms == "Canvas" else about.who[0])


def within(path, about, name, people):
    """Students whose name or id is somewhere in the path, the outermost part first, and the Guess of that."""
    parts = PurePosixPath(outside(path)).parts
    for at, part in enumerate(parts):
        text = roster.plain(stem(part)).replace(roster.plain(name), " ")
        if found := people.find_within(text):
            kind = FILE if at == len(parts) - 1 else FOLDER
            about = about if at == about.depth else Guess((part,))
            return found, replace(about, depth=at, evidence=f"words in {kind}")
    return set(), about


def by_mapping(given, people):
    """The Student of an id that the teacher wrote, any that the roster has, or in words that there is none.

    Several ids, with ; between them, are a group's. None for NOBODY.
    """
    if given == NOBODY:
        return None
    found = [one_by_mapping(it.strip(), people) for it in given.split(";") if it.strip()]
    unknown = [it for it in found if isinstance(it, str)]
    return unknown[0] if unknown else found[0] if len(found) == 1 else tuple(dict.fromkeys(found))


def one_by_mapping(given, people):
    """The Student of one id, or words."""
    if people is None:
        return roster.student(given)
    for known in (lambda it: {it.id, it.original}, lambda it: it.ids):
        if found := [it for it in people.students.values() if given in known(it)]:
            return found[0] if len(found) == 1 else only({it.id for it in found}, people)
    return f"the mapping says {shown(given)}, and nobody on the roster has this id"
