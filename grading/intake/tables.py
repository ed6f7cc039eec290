"""Tables as teachers have them: saved by a learning platform or by a spreadsheet, on any system, in any language."""

import contextlib
import csv
import io
from dataclasses import dataclass
from itertools import islice

from grading.course.problem import Problem

MOST = 20 << 20  # bytes of a table
HEADINGS = 10  # rows in which the heading is looked for: Sakai writes a title and a blank line before it
DELIMITERS = ",;\t"
# The first bytes of an Excel workbook, new and old.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Table:
    """The cells of a heading, and under it the rows that are not empty, each with the number of its line."""

    heading: list
    rows: list


def read(path, what, meaning):
    """The Table in a file, which messages call ``what``; its heading is the row with most cells of a ``meaning``.

    ``meaning`` is a function of a cell. Commas, semicolons and tabs part cells. Raises Problem for what is no table.
    """
    text = io.StringIO(decoded(path, what), newline=None).getvalue()

    def known(row):
        return sum(1 for cell in row if meaning(cell)), len(row)

    delimiter = max(DELIMITERS, key=lambda one: max(map(known, first_rows(text, one)), default=(0, 0)))
    lines = reader(text, delimiter)
    try:
        rows = [(lines.line_num, [it.strip() for it in row]) for row in lines]
    except csv.Error as error:
        raise Problem(f"The {what} {path}, line {lines.line_num}, cannot be read: {error}.") from None
    at = max(range(len(rows[:HEADINGS])), key=lambda at: known(rows[at][1])[0], default=0)
    return Table(rows[at][1] if rows else [], [(number, row) for number, row in rows[at + 1 :] if any(row)])


def first_rows(text, delimiter):
    """The rows in which a heading is looked for, as far as they can be read."""
    with contextlib.suppress(csv.Error):
        yield from islice(reader(text, delimiter), HEADINGS)


def reader(text, delimiter):
    """The rows of a text. Strict, since a quotation mark that is never closed would swallow all rows after it."""
    return csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)


def decoded(path, what):
    """The text of a file in UTF-8, or in UTF-16 as Excel's “Unicode Text”. Raises Problem for any other."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise Problem(f"The {what} {path} cannot be read: {error.strerror}.") from None
    if len(data) > MOST:
        raise Problem(f"The {what} {path} is larger than {MOST >> 20} MB: is it the right file?")
    if data.startswith(WORKBOOKS):
        raise Problem(f"The {what} {path} is an Excel workbook: save it as “CSV UTF-8”.")
    try:
        return data.decode(encoding(data))
    except UnicodeDecodeError:
        raise Problem(f"The {what} {path} is not UTF-8: export it again as “CSV UTF-8”.") from None


def encoding(data):
    """UTF-16 for bytes that begin as such a text does, with a mark or with every other byte empty, else UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if data[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if data[:1] == b"\0" else "utf-8-sig"
