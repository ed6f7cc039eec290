"""What a platform writes beside the students' files, of when and by whom they were handed in.

Only what lies outside of all that students name is read so: a timestamp.txt that a student hands in is one more file.
"""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from grading.intake.filenames import BLACKBOARD, SAKAI, guess, of_sakai, outside
from grading.intake.times import parse_time, stamp

TIMESTAMP = "timestamp.txt"  # of nbgrader's exchange, beside the notebook, and of Sakai's, beside the student's folder
MEMBERS = "members.txt"  # of Sakai's export of groups, in a folder that is called as the first of them
METADATA = "submission_metadata.yml"  # of Gradescope's export
# The first line of Blackboard's text beside each attempt: what follows, the student wrote.
NAME = re.compile(r"\s*Name: *(?P<name>[^\n]+?) \((?P<login>[^()\n]+)\) *\r?\n")
SUBMITTER = re.compile(r"  (?:  |- ):(?P<key>name|sid|email): *(?P<value>.*)")


@dataclass
class Sidecars:
    """What was read: by folder or by the beginning of a path, when it was handed in, and who did, in ways to write it.

    ``people`` has a list of such ways for each of those who handed in together. ``members`` has the same by folder, and
    only as a hint: a student's own file may look like it. ``files`` are the paths of what was read, which are nobody's
    work.
    """

    times: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    members: dict = field(default_factory=dict)
    files: set = field(default_factory=set)

    def time(self, path):
        """When the file at ``path`` was handed in; None if nothing beside it says."""
        lms, folder = named(path)
        if lms in ("Sakai", "Gradescope"):
            return self.times.get(folder)
        return self.times.get(parent(outside(path))) if lms == "" else None

    def whose(self, path):
        """Lists of ways to write who handed in the file at ``path``; empty if nothing beside it says."""
        lms, part = named(path)
        if lms == "Blackboard":
            return self.people.get(beginning(part), [])
        return self.people.get(part, []) if lms == "Gradescope" else []

    def together(self, path):
        """Lists of ways to write those who are said to have handed in the folder around a path; empty for none."""
        folders = [str(it) for it in PurePosixPath(path).parents]
        return next((self.members[it] for it in folders if it in self.members), [])


def named(path):
    """The platform that wrote a path, and the path up to the name that it gave."""
    about = guess(path, "")
    return about.lms, "/".join(PurePosixPath(path).parts[: len(about.outer) + 1])


def parent(path):
    """The folder that a path is in; empty for none."""
    return path.rpartition("/")[0]


def read(entries):
    """The Sidecars among ``entries``."""
    found = Sidecars()
    for entry in entries:
        part = PurePosixPath(entry.path).name
        blackboard = BLACKBOARD.fullmatch(part)
        if outside(entry.path) != entry.path or not (part in READERS or (blackboard and blackboard["sidecar"])):
            continue
        about = guess(entry.path, "")
        depth = len(PurePosixPath(entry.path).parts) - len(about.outer)
        if part == TIMESTAMP and about.lms == "Sakai" and depth != 2:
            continue
        if about.lms not in ("", "Sakai", "Blackboard") or (about.lms == "Blackboard" and depth != 1):
            continue
        data = entry.read().data
        if data is not None and READERS.get(part, read_blackboard)(found, entry.path, data.decode("utf-8", "replace")):
            found.files.add(entry.path)
    return found


def read_timestamp(found, path, text):
    """Note the time of a folder; returns whether it is one."""
    time = stamp(text) or parse_time(text.strip())
    if time is not None:
        found.times[parent(path)] = time
    return time is not None


def read_blackboard(found, path, text):
    """Note who made an attempt; returns whether Blackboard wrote the text."""
    if name := NAME.match(text):
        found.people[beginning(path)] = [(name["login"], name["name"])]
    return bool(name)


def read_members(found, path, text):
    """Note who is in the group of a folder; returns whether it is a list as Sakai writes it, of more than one."""
    people = of_sakai(text.strip()) if SAKAI.fullmatch(text.strip()) else []
    if len(people) > 1:
        found.members[parent(path)] = people
    return len(people) > 1


def beginning(path):
    """The part of a path of Blackboard's that all files of an attempt share."""
    folder, slash, part = path.rpartition("/")
    words = BLACKBOARD.fullmatch(part)
    return f"{folder}{slash}{words['before']}_attempt_{words['time']}" if words else path


def read_gradescope(found, path, text):
    """Note who and when for each folder; returns whether Gradescope wrote the text.

    Read line by line, at the depth where Gradescope writes: deeper lines hold what students' programs printed.
    """
    folder, key, about = None, None, {}
    for line in text.splitlines():
        if top := re.match(r"['\"]?([^\s:'\"][^:'\"]*)['\"]?:\s*$", line):
            folder, key = str(PurePosixPath(path).with_name(top[1])), None
        elif inner := re.match(r"  :(\w+): *(.*)", line):
            key = inner[1]
            if folder and key == "created_at" and (time := parse_time(inner[2].strip(" '\""))):
                found.times[folder] = time
        elif folder and key == "submitters" and (who := SUBMITTER.match(line)):
            if line.startswith("  - "):
                about = {}
                found.people.setdefault(folder, []).append(about)
            about[who["key"]] = who["value"].strip(" '\"")
    for folder, people in found.people.items():
        found.people[folder] = [tuple(filter(None, it.values())) if isinstance(it, dict) else it for it in people]
    return folder is not None


READERS = {TIMESTAMP: read_timestamp, METADATA: read_gradescope, MEMBERS: read_members}
