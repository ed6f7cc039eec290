"""The files that teachers bring: a folder or an archive as an LMS exports it, opened without trusting any of it.

Nothing is unpacked to the disk, no link is followed, and nothing but ordinary files of bounded size is read.
"""

import io
import os
import re
import stat
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import dateutil.parser

from grading.course.course import Problem
from grading.intake.submission import MAX_BYTES

MAX_FILES = 200_000
MAX_INNER = 50  # files in an archive that a student handed in
MAX_ARCHIVE = 50 << 20  # bytes of such an archive
RUBBISH = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints")
SIDECARS = ("timestamp.txt",)


@dataclass(frozen=True)
class Found:
    """A file: its path within what was brought, its bytes, or the reason why they were not read."""

    path: str
    data: bytes | None
    time: datetime | None  # when the file was written, as far as the disk or archive knows
    reason: str | None = None
    told: datetime | None = None  # when it was handed in, as a file beside it says


def files(place):
    """Every file of a folder or ZIP archive, one by one. Raises Problem where there is none."""
    place = Path(place)
    if place.is_dir():
        yield from of_folder(place)
    elif not place.exists():
        raise Problem(f"There is no folder or archive {place}.")
    elif zipfile.is_zipfile(place):
        yield from of_archive(place, "")
    else:
        raise Problem(
            f"{place} is neither a folder nor a ZIP archive: unpack what your LMS exports, and name the folder."
        )


def of_folder(root):
    count = 0
    for folder, folders, names in os.walk(root, onerror=refuse):
        folders.sort()
        told = sidecar(folder)
        linked = [it for it in folders if os.path.islink(os.path.join(folder, it))]
        for name in sorted(names) + linked:
            path = os.path.join(folder, name)
            inside = os.fsencode(os.path.relpath(path, root)).decode("utf-8", "backslashreplace")
            if (count := count + 1) > MAX_FILES:
                raise Problem(f"{root} has more than {MAX_FILES:,} files: is it the right folder?")
            if name in SIDECARS and told:
                continue
            yield from opened(path, inside, told)


def refuse(error):
    raise Problem(f"{error.filename} cannot be read: {error.strerror}.")


def sidecar(folder):
    """The time in a ``timestamp.txt`` as nbgrader writes it, None where there is none."""
    path = os.path.join(folder, SIDECARS[0])
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return parse_time(file.read(100).decode("utf-8", "replace").strip())
    except OSError:
        return None


def parse_time(text):
    """A time in UTC of any common way to write it; without a zone it is this machine's. None if it is no time."""
    if not re.search(r"\b\d{4}\b|\d{8}T", text):  # dateutil takes a single number for a day of this month
        return None
    try:
        return dateutil.parser.parse(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def opened(path, inside, told=None):
    """The file at ``path``, or the notebooks in it if it is an archive."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        reason = "it is a link, not a file" if os.path.islink(path) else f"it cannot be read ({error.strerror})"
        yield Found(inside, None, None, reason)
        return
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        time = datetime.fromtimestamp(about.st_mtime, UTC)
        if not stat.S_ISREG(about.st_mode):
            yield Found(inside, None, None, "it is not an ordinary file")
        elif inside.lower().endswith(".zip"):
            yield from inner(file, about.st_size, inside, told)
        else:
            yield bounded(inside, file, about.st_size, time, told)


def bounded(path, file, size, time, told=None):
    """A file's bytes, and not many more than a notebook may have."""
    if size > MAX_BYTES:
        return Found(path, None, time, f"it has {size >> 20} MB, where {MAX_BYTES >> 20} MB are the limit", told)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return Found(path, None, time, f"unpacked, it is larger than {MAX_BYTES >> 20} MB", told)
    return Found(path, data, time, None, told)


def inner(file, size, inside, told):
    """What is in an archive that a student handed in."""
    if size > MAX_ARCHIVE:
        yield Found(inside, None, None, f"the archive is larger than {MAX_ARCHIVE >> 20} MB")
        return
    yield from of_archive(io.BytesIO(file.read()), inside, MAX_INNER, told)


def of_archive(place, inside, limit=MAX_FILES, told=None):
    """The files of a ZIP archive; ``inside`` is its own path if it lies in a folder or in another archive."""
    try:
        with zipfile.ZipFile(place) as archive:
            entries = [it for it in archive.infolist() if not it.is_dir()]
            if len(entries) > limit:
                yield Found(inside or str(place), None, None, f"the archive has more than {limit:,} files")
                return
            for entry in entries:
                yield from of_entry(archive, entry, inside, told)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        if not inside:
            raise Problem(f"The archive {place} is damaged: {error}.") from None
        yield Found(inside, None, None, f"the archive is damaged ({error})")


def of_entry(archive, entry, inside, told):
    name = entry.filename.replace("\\", "/")
    path = f"{inside}/{name}" if inside else name
    time = entry_time(entry)
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/")[0][:2]:
        yield Found(path, None, time, "its path leads out of the archive")
    elif stat.S_ISLNK(entry.external_attr >> 16):
        yield Found(path, None, time, "it is a link, not a file")
    elif entry.flag_bits & 1:
        yield Found(path, None, time, "it is encrypted")
    else:
        try:
            with archive.open(entry) as file:
                found = bounded(path, file, entry.file_size, time, told)
        except Exception as error:  # zlib, lzma and bz2 each have an error of their own
            yield Found(path, None, time, f"it cannot be unpacked ({error})")
        else:
            if not inside and path.lower().endswith(".zip") and found.data is not None:
                yield from of_archive(io.BytesIO(found.data), path, MAX_INNER)
            else:
                yield found


def entry_time(entry):
    try:
        return datetime(*entry.date_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_rubbish(path):
    """Whether an operating system or Jupyter left the file there."""
    parts = PurePosixPath(unicodedata.normalize("NFC", path)).parts
    return any(part in RUBBISH or part.startswith("._") for part in parts)
