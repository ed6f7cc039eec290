"""Pictures that students paste into their words: kept and shown where they are harmless, named in words where not."""

import base64
import json
from html import unescape
from io import BytesIO

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import v4
from PIL import Image, ImageOps

from grading.intake import collect
from grading.intake.canonical import MAX_CELL, canonical
from grading.intake.pictures import MAX_PICTURES
from grading.marks import feedback, grade
from grading.pages import harmless
from grading.pages.notebook import literal
from grading.verdict import jpeg
from helpers import sample
from helpers import tiny_class as tiny

PIXELS = np.random.default_rng(0).integers(0, 255, (24, 32, 3), np.uint8)


def made(form, size=(32, 24), mode="RGB", **options):
    file = BytesIO()
    Image.fromarray(PIXELS).resize(size).convert(mode).save(file, form, **options)
    return file.getvalue()


def in_base64(data):
    return base64.b64encode(data).decode()


PNG, JPEG = made("PNG"), made("JPEG")
HUGE = in_base64(made("PNG", (200, 150)) + bytes(90_000))  # more than a cell may hold in characters


def answered(text, attachments=None, *more):
    notebook = sample.solved(explain=text)
    if attachments:
        sample.named(notebook)["explain"]["attachments"] = attachments
    notebook.cells += more
    return json.dumps(notebook).encode()


def rebuilt(*arguments):
    form = canonical(answered(*arguments), sample.source(), {"1": sample.release()})
    nbformat.validate(form.notebook)
    again = canonical(nbformat.writes(form.notebook).encode(), sample.source(), {"1": sample.release()})
    assert again.notebook == form.notebook
    return form, sample.named(form.notebook)["explain"]


KINDS = {"png": PNG, "jpeg": JPEG, "jpeg, progressive": made("JPEG", progressive=True)}
KINDS |= {"jpeg, grey": made("JPEG", mode="L", quality=40), "png, of few colours": made("PNG", mode="P")}
KINDS |= {"jpeg, subsampled": made("JPEG", subsampling=2), "jpeg, optimized": made("JPEG", optimize=True)}


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("name", ["drift.png", "My notes (1).png", "a%20b.png", "ä&<b>.png"])
def test_an_attached_picture_is_kept(data, name):
    kind = "image/png" if data.startswith(b"\x89") else "image/jpeg"
    link = f"![my notes](<attachment:{name}>)" if "(" in name else f"![my notes](attachment:{name})"
    form, cell = rebuilt(f"See\n\n{link}", {name: {kind: in_base64(data)}})
    own = f"picture-1.{kind.split('/')[1]}"
    assert cell.source in (f"See\n\n![my notes](attachment:{own})", f"See\n\n![my notes](<attachment:{own}>)")
    assert [*cell.attachments] == [own]
    kept = Image.open(BytesIO(base64.b64decode(cell.attachments[own][kind])))
    assert np.array_equal(np.asarray(kept), np.asarray(Image.open(BytesIO(data))))
    assert form.notes == []


def turned(way, order="<", **others):
    """A camera's JPEG that says which way is up, where it was taken, and more."""
    notes = Image.Exif()
    notes.endian = order
    notes[0x010E], notes[0x0112], notes[0x8825] = "the secret place", way, {1: "N", 2: (52.0, 31.0, 12.0)}
    return made("JPEG", exif=notes.tobytes(), comment=b"the secret place", **others)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("way", range(1, 9))
def test_of_a_camera_s_notes_only_which_way_is_up_is_kept(way, order):
    data = turned(way, order)
    kept = jpeg.cleaned(data)
    assert b"secret" in data and b"secret" not in kept
    before, after = (Image.open(BytesIO(it)) for it in (data, kept))
    assert dict(after.getexif()) == {0x0112: way} and before.getexif()[0x0112] == way
    assert np.array_equal(*(np.asarray(ImageOps.exif_transpose(it)) for it in (before, after)))
    assert jpeg.cleaned(kept) == kept


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 200), st.binary(min_size=1, max_size=12))
def test_damaged_notes_of_a_camera_keep_no_picture_away(at, new):
    data = turned(6)
    begin = data.index(b"Exif") + 6
    (length,) = np.frombuffer(data[begin - 8 : begin - 6], ">u2")
    at = begin + min(at, int(length) - 8 - len(new))
    kept = jpeg.cleaned(data[:at] + new + data[at + len(new) :])
    assert np.array_equal(np.asarray(Image.open(BytesIO(kept))), np.asarray(Image.open(BytesIO(data))))
    assert dict(Image.open(BytesIO(kept)).getexif()).keys() <= {0x0112}


@pytest.mark.parametrize(
    "text",
    [
        "![a](data:image/png;base64,{})",
        '<img src="data:image/png;base64,{}" width="300"/>',
        "![a][1]\n\n[1]: data:image/png;base64,{}",
        "![a][1]\n\n[1]: <data:image/png;base64,{}>",
        '![a](data:image/png;base64,{} "a title")',
    ],
)
def test_a_picture_within_the_text_is_kept_and_does_not_count_as_text(text):
    form, cell = rebuilt(text.format(in_base64(PNG)))
    assert [*cell.attachments] == ["picture-1.png"] and "attachment:picture-1.png" in cell.source
    assert len(cell.source) < 100 and form.notes == []
    form, cell = rebuilt(text.format(HUGE))
    assert len(HUGE) > MAX_CELL and [*cell.attachments] == ["picture-1.png"]


BAD = {
    "nothing": "",
    "no base64": "%%%",
    "no picture": in_base64(b"<script>alert(1)</script>"),
    "cut off": in_base64(PNG[:-30]),
    "a GIF": in_base64(made("GIF")),
    "a bomb's length": in_base64(made("PNG", (1, 9000))),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_any_other_picture_is_named_in_words(data):
    for text, attachments in (
        ("See ![my notes](attachment:a.png).", {"a.png": {"image/png": data}}),
        (f"See ![my notes](data:image/png;base64,{data}).", None),
    ):
        form, cell = rebuilt(text, attachments)
        assert "attachments" not in cell
        if "%" not in data or attachments:
            assert cell.source == "See [the picture “my notes” is left out]."
            why = "it is no PNG or JPEG of moderate size that its cell holds"
            assert form.notes == [f"the picture “my notes” in “explain” is left out: {why}"]


def test_there_is_an_end_to_pictures():
    text = "\n\n".join(f"![{i}](data:image/png;base64,{in_base64(PNG)})" for i in range(MAX_PICTURES + 2))
    form, cell = rebuilt(text)
    assert len(cell.attachments) == MAX_PICTURES and len(form.notes) == 2


@pytest.mark.parametrize("kinds", [None, [], "x", {"image/png": 3}, {}, {"image/png": ["a"]}])
def test_attachments_that_are_none_are_left_out(kinds):
    for attachments in ({"a.png": kinds}, kinds):
        _, cell = rebuilt("![a](attachment:a.png)", attachments)
        assert "attachments" not in cell


def test_a_note_rejects_no_notebook_whatever_its_size():
    note = v4.new_markdown_cell("my notes, " * 50_000, id="note")
    notebook = sample.solved()
    notebook.cells.insert(1, note)
    form = canonical(json.dumps(notebook).encode(), sample.source(), {"1": sample.release()})
    assert form.missing == [] and form.notes == ["a further cell below “title”, of 500,000 characters, is left out"]
    picture = v4.new_markdown_cell(f"![my notes](data:image/png;base64,{HUGE})", id="note")
    notebook.cells[1] = picture
    form = canonical(json.dumps(notebook).encode(), sample.source(), {"1": sample.release()})
    assert form.missing == form.notes == []
    assert [cell.attachments.keys() for cell in form.notebook.cells if "attachments" in cell] == [{"picture-1.png"}]


# --- On the pages

LINKS = {
    "of Markdown": "![a](attachment:a.png)",
    "with a title": '![a](attachment:a.png "a")',
    "in brackets": "![a](<attachment:a.png>)",
    "by reference": "![a][p]\n\n[p]: attachment:a.png",
    "by reference, in brackets": "![a][p]\n\n[p]: <attachment:a.png>",
    "by its own name": "![p]\n\n[p]: attachment:a.png",
    "as an entity": "![a](attachment&#58;a.png)",
    "as a named entity": "![a](attachment&colon;a.png)",
    "escaped": r"![a](attachment\:a.png)",
    "within a link": "[![a](attachment:a.png)](https://a.example)",
    "a link": "[a](attachment:a.png)",
    "in HTML": '<img src="attachment:a.png">',
    "in code": "`![a](attachment:a.png)`\n\n```\n![a](attachment:a.png)\n```",
    "over lines": "![a\nb](attachment:a.png\n'c')",
    "without a name": "![a](attachment:)",
}


@pytest.mark.parametrize("text", LINKS.values(), ids=LINKS)
def test_a_link_to_no_picture_stops_no_page(text):
    for source in (text, rebuilt(text)[1].source):
        html = harmless.html(f"before\n\n{source}\n\nafter")
        assert "before" in html and "after" in html and 'src="attachment' not in html


def test_pictures_are_on_the_pages_and_notes_on_the_student_s(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    notebooks = {}
    for student, text in {"ada": "See\n\n![one](attachment:a.png)", "bob": "![two](attachment:b.png)"}.items():
        theirs = nbformat.reads(tiny.right(course, explain=text).decode(), as_version=4)
        sample.named(theirs)["explain"]["attachments"] = {"a.png": {"image/png": in_base64(PNG)}}
        theirs.cells = [cell for cell in theirs.cells if cell.id != "average"]
        notebooks[f"{student}.ipynb"] = nbformat.writes(theirs).encode()
    collect.collect(course, tiny.NAME, tiny.put(tmp_path / "in", notebooks))
    grade.grade(course, tiny.NAME)
    assert feedback.feedback(course, tiny.NAME).made == ["ada", "bob"]
    ada, bob = (unescape(course.feedback(tiny.NAME, it).read_text()) for it in ("ada", "bob"))  # frames hold HTML
    assert ada.count(f'src="data:image/png;base64,{in_base64(PNG)}"') == 1 and "the picture" not in ada
    assert "the picture “two” is left out" in bob and "How your file was read" in bob
    assert "“average” was not found: it counts as not answered" in ada
    feedback.feedback(course, tiny.NAME)
    from nbconvert.exporters import HTMLExporter

    config, _ = course.nbgrader()
    body, _ = HTMLExporter(config=config).from_filename(str(course.autograded(tiny.NAME, "ada")))
    assert in_base64(PNG) in body


def test_a_note_shows_as_it_is():
    words = "a picture “![x](http://a.example) <b>` *”"
    assert "<b>" not in harmless.html(literal(words))
    assert "<img" not in harmless.html(literal(words))


# --- JPEG


def test_of_a_jpeg_only_what_draws_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    dressed = made("JPEG", exif=exif, comment=b"<script>alert(2)</script>", icc_profile=b"<script>" * 99) + b"<script>"
    assert b"script" in dressed and jpeg.cleaned(dressed) == jpeg.cleaned(JPEG)
    assert b"Adobe" not in JPEG


def segment(kind, content):
    return bytes([0xFF, kind]) + (len(content) + 2).to_bytes(2, "big") + content


FRAME = JPEG.index(b"\xff\xc0")
SCAN = JPEG.index(b"\xff\xda")
BAD_JPEGS = {
    "nothing": b"",
    "no bytes": "jpeg",
    "a start alone": b"\xff\xd8",
    "a start and an end": b"\xff\xd8\xff\xd9",
    "cut off": JPEG[:-2],
    "cut off in its tables": JPEG[:100],
    "of no side": JPEG[: FRAME + 5] + bytes(4) + JPEG[FRAME + 9 :],
    "a huge side": JPEG[: FRAME + 5] + b"\x00\x08\xff\xff" + JPEG[FRAME + 9 :],
    "a huge area": JPEG[: FRAME + 5] + b"\x1f\x00\x1f\x00" + JPEG[FRAME + 9 :],
    "of other bits": JPEG[: FRAME + 4] + b"\x0c" + JPEG[FRAME + 5 :],
    "arithmetic": JPEG[: FRAME + 1] + b"\xc9" + JPEG[FRAME + 2 :],
    "lossless": JPEG[: FRAME + 1] + b"\xc3" + JPEG[FRAME + 2 :],
    "two frames": JPEG[:FRAME] + JPEG[FRAME:SCAN] + JPEG[FRAME:],
    "a scan before its frame": JPEG[:FRAME] + JPEG[SCAN:],
    "many scans": JPEG[:-2] + JPEG[SCAN:-2] * 100 + b"\xff\xd9",
    "many segments": JPEG[:2] + segment(0xFE, b"x") * 2000 + JPEG[2:],
    "a table of another length": JPEG[:2] + segment(0xDB, bytes(60)) + JPEG[2:],
    "a table that is none": JPEG[:2] + segment(0xDB, b"\x09" + bytes(64)) + JPEG[2:],
    "codes without end": JPEG[:2] + segment(0xC4, b"\x00" + b"\xff" * 16) + JPEG[2:],
    "a segment that is none": JPEG[:2] + segment(0xDC, b"\x00\x10") + JPEG[2:],
    "no marker": JPEG[:2] + b"x" + JPEG[2:],
    "too many bytes": JPEG + bytes(jpeg.MAX_BYTES),
    "four colours": made("JPEG", mode="CMYK"),
}


@pytest.mark.parametrize("data", BAD_JPEGS.values(), ids=BAD_JPEGS)
def test_what_is_no_moderate_jpeg_is_dropped(data):
    assert jpeg.cleaned(data) is None


@given(st.data())
@settings(deadline=None)
def test_damaged_jpegs_are_dropped_or_of_their_size(data):
    content = bytearray(JPEG)
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    found = jpeg.cleaned(bytes(content))
    assert found is None or jpeg.cleaned(found) == found
    if found is not None:
        width, height = Image.open(BytesIO(found)).size
        assert width * height <= jpeg.MAX_PIXELS


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_no_jpeg_or_their_own_form(data):
    found = jpeg.cleaned(b"\xff\xd8" + data)
    assert found is None or jpeg.cleaned(found) == found
