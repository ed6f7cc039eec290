"""Photographs and screenshots that students pasted, checked segment by segment before a teacher's browser opens them.

Written by hand, as `png` is: nothing is decoded here. What is kept is tables, frame and scans of a JPEG as browsers
draw it, and which way is up; all words, profiles, thumbnails and positions are left out.
"""

import re
import struct

from grading.verdict.png import MAX_PIXELS, MAX_SIDE

MAX_BYTES = 6 << 20
MAX_SEGMENTS = 1000
MAX_SCANS = 40  # a progressive picture has ten; each costs a browser as much as a picture
START, END, SCAN, ADOBE = 0xD8, 0xD9, 0xDA, 0xEE
FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive; no other is drawn
BEYOND = re.compile(rb"\xff(?![\x00\xd0-\xd7])")  # the marker that ends a scan's pixels
EXIF, ORIENTATION, SHORT = 0xE1, 0x0112, 3  # the segment of a camera's notes, and of these the one that is kept
QUANTIZATION, HUFFMAN, INTERVAL, COMMENT, OTHERS = 0xDB, 0xC4, 0xDD, 0xFE, range(0xE0, 0xF0)


def cleaned(data):
    """``data`` with only what draws it, if it is a whole JPEG of moderate size; else None."""
    try:
        return _cleaned(data)
    except (ValueError, IndexError, AttributeError, struct.error):
        return None


def _cleaned(data):
    if not isinstance(data, bytes) or len(data) > MAX_BYTES or data[:2] != bytes([0xFF, START]):
        raise ValueError("no JPEG, or too large")
    kept, at, components, scans, turned = [data[:2]], 2, None, 0, False
    for _ in range(MAX_SEGMENTS):
        at, kind = _marker(data, at)
        if kind == END:
            if not scans:
                raise ValueError("nothing is drawn")
            return b"".join([*kept, bytes([0xFF, END])])
        (length,) = struct.unpack_from(">H", data, at)
        content = data[at + 2 : at + length]
        if length < 2 or len(content) != length - 2:
            raise ValueError("a segment beyond the end")
        at += length
        if kind in FRAMES and components is None:
            components = _components(content)
        elif kind == SCAN and components is not None:
            scans += 1
            _check_scan(content, components, scans)
            end = BEYOND.search(data, at).start()
            content, at = content + data[at:end], end
        elif kind in (QUANTIZATION, HUFFMAN):
            _check_tables(kind, content)
        elif (kind == INTERVAL and length == 4) or (kind == ADOBE and content[:5] == b"Adobe" and length == 14):
            pass  # how often the scan can be entered; which colours the numbers are
        elif kind == EXIF and components is None and not turned:
            turned = _orientation(content)
            kept += [_upright(turned)] if turned else []
            continue
        elif kind == COMMENT or kind in OTHERS:
            continue  # words and profiles
        else:
            raise ValueError("a segment that has no place here")
        kept.append(bytes([0xFF, kind]) + struct.pack(">H", length) + content)
    raise ValueError("too many segments")


def _orientation(content):
    """Which way is up, from 1 to 8, as a camera has noted it; 0 where it has not."""
    tiff = content[6:] if content[:6] == b"Exif\0\0" else b""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        notes = [struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * i) for i in range(min(count, MAX_SEGMENTS))]
    except struct.error:
        return 0
    return next((it[3] for it in notes if it[:3] == (ORIENTATION, SHORT, 1) and it[3] in range(1, 9)), 0)


def _upright(orientation):
    """A segment that says which way is up, and nothing else."""
    note = struct.pack(">HHIHH", ORIENTATION, SHORT, 1, orientation, 0)
    content = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + note + bytes(4)
    return bytes([0xFF, EXIF]) + struct.pack(">H", 2 + len(content)) + content


def _marker(data, at):
    """The place behind the next marker, and its kind."""
    if data[at] != 0xFF:
        raise ValueError("no marker where one must be")
    while data[at] == 0xFF:
        at += 1
    return at + 1, data[at]


def _components(content):
    """The components that a frame announces, by their ids."""
    depth, height, width, count = struct.unpack_from(">BHHB", content)
    if depth != 8 or count not in (1, 3) or len(content) != 6 + 3 * count:
        raise ValueError("no such colours")
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise ValueError("too large")
    parts = [content[6 + 3 * i : 9 + 3 * i] for i in range(count)]
    if any(not (1 <= part[1] >> 4 <= 4 and 1 <= part[1] & 15 <= 4 and part[2] < 4) for part in parts):
        raise ValueError("no such sampling")
    ids = {part[0] for part in parts}
    if len(ids) != count:
        raise ValueError("a component twice")
    return ids


def _check_scan(content, components, scans):
    count = content[0]
    parts = [content[1 + 2 * i : 3 + 2 * i] for i in range(count)]
    first, last, bits = content[1 + 2 * count : 4 + 2 * count]
    if scans > MAX_SCANS or not 1 <= count <= len(components) or len(content) != 4 + 2 * count:
        raise ValueError("too many scans, or none")
    if any(part[0] not in components or part[1] >> 4 > 3 or part[1] & 15 > 3 for part in parts):
        raise ValueError("a scan of what is not there")
    if not first <= last <= 63 or bits >> 4 > 13 or bits & 15 > 13:
        raise ValueError("no such scan")


def _check_tables(kind, content):
    at = 0
    while at < len(content):
        head = content[at]
        if head >> 4 > 1 or head & 15 > 3:
            raise ValueError("no such table")
        if kind == QUANTIZATION:
            at += 1 + (64 << (head >> 4))
        else:
            count = sum(content[at + 1 : at + 17])
            if count > 256:
                raise ValueError("no such table")
            at += 17 + count
    if at != len(content):
        raise ValueError("a table beyond its segment")
