"""The files that teachers bring: a folder or an archive as an LMS exports it, opened without trusting any of it.

One look tells which files there are; then each is read when it is asked for, and none that came meanwhile. Nothing is
unpacked to the disk, no link is followed, and nothing but ordinary files of bounded size is read.
"""

import contextlib
import io
import os
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath

from grading.course.problem import Problem
from grading.intake.filenames import ARCHIVE
from grading.intake.submission import MAX_BYTES

MAX_FILES = 200_000
MAX_INNER = 50  # files in an archive that a student handed in
MAX_ARCHIVE = 50 << 20  # bytes of such an archive


class Unreadable(Exception):  # noqa: N818
    """Why a file is not read, in words."""


@dataclass(frozen=True)
class Found:
    """A file that was read: its path within what was brought, its bytes, or the reason why they were not read."""

    path: str
    data: bytes | None
    time: datetime | None  # when it was written, as the disk or the teacher's archive knows; never as a student's does
    reason: str | None = None


@dataclass(frozen=True)
class Entry:
    """A file that is there: its path within what was brought, and how to read it, which raises nothing."""

    path: str
    read: Callable[[], Found]


@contextlib.contextmanager
def listed(place):
    """An Entry for every file of a folder or ZIP archive; each can be read until this context ends.

    Raises Problem where there is no such place, or one that cannot be read.
    """
    place = Path(place)
    if place.is_dir():
        yield list(of_folder(place))
    elif not place.exists():
        raise Problem(f"There is no folder or archive {place}.")
    elif not zipfile.is_zipfile(place):
        raise Problem(
            f"{place} is neither a folder nor a ZIP archive: unpack what your LMS exports, and name the folder."
        )
    else:
        try:
            archive = zipfile.ZipFile(place)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Problem(f"The archive {place} is damaged: {error}.") from None
        with archive:
            yield list(of_archive(archive, place))


def of_folder(root):
    """The entries of a folder and of all in it. Raises Problem where one cannot be read, or holds too much."""
    count = 0
    for folder, folders, names in os.walk(root, onerror=refuse):
        folders.sort()
        linked = [it for it in folders if os.path.islink(os.path.join(folder, it))]
        for name in sorted(names) + linked:
            path = os.path.join(folder, name)
            inside = os.fsencode(os.path.relpath(path, root)).decode("utf-8", "backslashreplace")
            if (count := count + 1) > MAX_FILES:
                raise Problem(f"{root} has more than {MAX_FILES:,} files: is it the right folder?")
            if inside.lower().endswith(ARCHIVE):
                yield from of_inner(partial(ordinary, path), inside, written(path))
            else:
                yield Entry(inside, partial(read_file, path, inside))


def refuse(error):
    """Raise Problem for a folder that cannot be read."""
    raise Problem(f"{error.filename} cannot be read: {error.strerror}.")


def written(path):
    """When the file at ``path`` on the disk was written, None where that is no time."""
    try:
        return datetime.fromtimestamp(os.lstat(path).st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def ordinary(path):
    """The file at ``path``, open, if it is an ordinary one. Raises Unreadable."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        reason = "it is a link, not a file" if os.path.islink(path) else f"it cannot be read ({error.strerror})"
        raise Unreadable(reason) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("it is not an ordinary file")
    return open(descriptor, "rb")


def read_file(path, inside):
    """The file at ``path`` on the disk, which is called ``inside``."""
    try:
        with ordinary(path) as file:
            return Found(inside, bounded(file, os.fstat(file.fileno()).st_size), written(path))
    except Unreadable as error:
        return Found(inside, None, None, str(error))
    except OSError as error:
        return Found(inside, None, None, f"it cannot be read ({error.strerror})")


def bounded(file, size):
    """A file's bytes, and not many more than a notebook may have. Raises Unreadable."""
    if size > MAX_BYTES:
        raise Unreadable(f"it has {size >> 20} MB, where {MAX_BYTES >> 20} MB are the limit")
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable(f"unpacked, it is larger than {MAX_BYTES >> 20} MB")
    return data


def of_archive(archive, place):
    """The entries of the open archive that a teacher brought; students' archives in it are looked into."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_FILES:
        yield refused(str(place), f"the archive has more than {MAX_FILES:,} files")
        return
    for info in infos:
        entry = of_info(info, "", partial(unpacked, archive, info), entry_time(info))
        if entry.path.lower().endswith(ARCHIVE):
            yield from of_inner(partial(in_memory, entry), entry.path, entry_time(info))
        else:
            yield entry


def in_memory(entry):
    """The file of an Entry, open. Raises Unreadable."""
    found = entry.read()
    if found.data is None:
        raise Unreadable(found.reason)
    return io.BytesIO(found.data)


def of_inner(opened, inside, time):
    """The entries of an archive that a student handed in at a ``time``; ``opened`` opens it, anew for each."""
    try:
        with opened() as file:
            if file.seek(0, os.SEEK_END) > MAX_ARCHIVE:
                yield refused(inside, f"the archive is larger than {MAX_ARCHIVE >> 20} MB", time)
                return
            with zipfile.ZipFile(file) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir()]
    except Unreadable as error:
        yield refused(inside, str(error), time)
        return
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield refused(inside, f"the archive is damaged ({error})", time)
        return
    if len(infos) > MAX_INNER:
        yield refused(inside, f"the archive has more than {MAX_INNER:,} files", time)
        return
    for info in infos:
        yield of_info(info, inside, partial(unpacked_inner, opened, info), time)


def of_info(info, inside, read, time):
    """The Entry of a file in an archive, whose bytes are what ``read`` gives; ``inside`` is the archive's own path."""
    name = info.filename.replace("\\", "/")
    path = f"{inside}/{name}" if inside else name
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/")[0][:2]:
        return refused(path, "its path leads out of the archive", time)
    if stat.S_ISLNK(info.external_attr >> 16):
        return refused(path, "it is a link, not a file", time)
    if info.flag_bits & 1:
        return refused(path, "it is encrypted", time)
    return Entry(path, partial(read_packed, read, path, time))


def read_packed(read, path, time):
    """A file of an archive."""
    try:
        return Found(path, read(), time)
    except Unreadable as error:
        return Found(path, None, time, str(error))
    except Exception as error:  # zlib, lzma and bz2 each have an error of their own
        return Found(path, None, time, f"it cannot be unpacked ({error})")


def unpacked(archive, info):
    """The bytes of a file in an open archive. Raises Unreadable, and whatever unpacking does."""
    with archive.open(info) as file:
        return bounded(file, info.file_size)


def unpacked_inner(opened, info):
    """The bytes of a file in the archive that ``opened`` opens. Raises as ``unpacked``."""
    with opened() as file, zipfile.ZipFile(file) as archive:
        return unpacked(archive, info)


def refused(path, reason, time=None):
    """The Entry of a file that is not read, with the reason."""
    return Entry(path, lambda: Found(path, None, time, reason))


def entry_time(info):
    """When a file of an archive was written, None where that is no time."""
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
