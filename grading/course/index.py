"""What is known of a student's files for an assignment: ``received/NAME/STUDENT/index.json``.

An index holds ``original``, the student's id as the roster has it; ``counts``, the digest of the attempt that counts;
and ``attempts``, one entry a file: digest, path, time, told (whether the platform said when), attempt, upload, late,
lms, claim (what said whose it is), file, reason (if rejected), missing, notes and version.
"""

from grading.course.files import read_json, write_json


def index_of(course, name, student, original=None):
    """A student's index; one without attempts if nothing came."""
    empty = {"original": original or student, "attempts": [], "counts": None}
    return read_json(_file(course, name, student), missing=empty)


def keep_index(course, name, student, index):
    """Write a student's index, unless it is kept already; one without attempts is none."""
    if not index["attempts"]:
        _file(course, name, student).unlink(missing_ok=True)
    elif read_json(_file(course, name, student)) != index:
        write_json(_file(course, name, student), index)


def have_index(course, name):
    """The students of whom any file came, in order."""
    return sorted(file.parent.name for file in course.received(name).glob("*/index.json"))


def counting(index):
    """The attempt that counts: the last one that can be graded. None if there is none."""
    return last_of([entry for entry in index["attempts"] if not entry["reason"]])


def latest(index):
    """The last attempt, rejected or not. None if there is none."""
    return last_of(index["attempts"])


def last_of(attempts):
    """The last of some attempts: by their numbers among those of one platform, else by time. None if there is none."""
    last = {}
    for entry in sorted(attempts, key=lambda it: (it.get("upload", 0), it["attempt"], it["time"], it["path"])):
        last[entry.get("lms", "")] = entry
    return max(last.values(), key=lambda it: (it["time"], it["path"]), default=None)


def described(form):
    """What an index says of a canonical form; of None, that there is nothing to say."""
    if form is None:
        return {"missing": [], "notes": [], "version": None}
    return {"missing": form.missing, "notes": form.notes, "version": form.version}


def _file(course, name, student):
    return course.received(name) / student / "index.json"
