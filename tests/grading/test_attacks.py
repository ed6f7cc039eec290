"""Answers and notebooks that want points for nothing, or harm: what each gets, and what it leaves behind.

The files in ``attacks`` stand in place of the answer ``step``, all other answers being unsolved, so that a point for
anything but the visible check would be a success of theirs. Some report what they could reach as an exception.
"""

import contextlib
import dataclasses
import os
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

from grading import ROOT
from grading.intake import canonical
from grading.sandbox import environment, session
from grading.verdict import verdict
from helpers import ordinary_user, sample

ATTACKS = {file.stem: file.read_text() for file in sorted(Path(__file__).with_name("attacks").glob("*.py"))}
SEED = 7
VISIBLE = "check-step-visible"
# What those that look around must have to report.
REPORTS = {
    "ipython_hooks": "'Shell' object has no attribute 'events'",
    "torch_instead": "No module named 'torch'",
    "package_instead": "No module named 'optimizers'",
    "grader_instead": "No module named 'grading'",
    "reads_the_disk": re.escape("found []"),
    "open_descriptors": re.escape(
        "found ['pipe', 'pipe'], ['/dev/null', '/tmp', '/usr/bin/bwrap', 'anon_inode', 'pipe'], 10"
    ),
    "network": re.escape("reached []"),
    "writes_everywhere": re.escape("wrote []"),
    "left_for_the_next": re.escape("found []"),
    "escapes": re.escape("did []"),
    "thread_bomb": "started few",
    "file_bomb": "wrote little",
    "endless_cell": "cell step ran longer than allowed",
    "output_bomb": "cell step ran longer than allowed",
    "fork_bomb": "cell step ran longer than allowed|ended",
}
WRITTEN = ("gradebook.db", "sitecustomize.py", "answers.txt", "numpy.py", "link", "0")  # what attacks call their files
ENDLESS = ("endless_cell", "output_bomb", "fork_bomb", "hangs_when_run_again")  # cells that run into the deadline


@pytest.fixture(scope="session")
def hasty(settings):
    return dataclasses.replace(settings, call_seconds=0.7, cell_seconds=6, total_seconds=15)


@pytest.fixture(scope="session")
def honest(settings):
    """An honest student's verdict, which no other's work may change."""
    return grade(sample.solved(), settings)


def grade(notebook, settings, *, figures=False):
    return verdict.grade(notebook, sample.source(), SEED, figures=figures, settings=settings)


def earned(found):
    return {name for name, failure in found["checks"].items() if failure is None}


@pytest.mark.sampled(12)
@pytest.mark.sandboxed
@pytest.mark.parametrize("attack", ATTACKS)
def test_attack(attack, hasty, settings, honest, monkeypatch):
    monkeypatch.setenv("GRADING_SECRET", "teachers-own-secret")
    before = outside()
    seconds = 1.5 if attack in ENDLESS else hasty.cell_seconds
    limits = settings if attack == "hard_coded" else dataclasses.replace(hasty, cell_seconds=seconds)
    found = grade(sample.submission(step=ATTACKS[attack]), limits)
    assert earned(found) == ({VISIBLE} if attack == "hard_coded" else set()), found
    assert set(found["checks"]) == set(sample.CHECKS)
    assert printable(found)
    assert re.search(REPORTS.get(attack, ""), found["errors"].get("step", "")), found["errors"]
    assert outside() == before
    assert grade(sample.solved(), settings) == honest


def outside():
    """What an attack may not change: the exercises and tests, what attacks write by name, that no sandbox is left."""
    files = [file for name in ("exercises", "tests") for file in (ROOT / name).rglob("*")]
    files += [Path(folder, name) for folder in ("/tmp", "/var/tmp", "/dev/shm") for name in WRITTEN]
    found = {file: file.lstat() for file in files if os.path.lexists(file)}
    state = {file: (about.st_size, about.st_mtime_ns) for file, about in found.items()}
    return state, ordinary_user.sandboxes(environment.ENVIRONMENT)


def printable(found):
    words = [it["message"] for it in found["checks"].values() if it] + list(found["errors"].values())
    return all(len(it) < 1200 and it.replace("\n", "").isprintable() for it in words)


@pytest.mark.sandboxed
@pytest.mark.parametrize("attack", ["endless_loop", "endless_cell", "exits", "kills_everyone", "closes_pipes", "crash"])
def test_what_hangs_or_dies_costs_its_own_checks_only(attack, hasty):
    seconds = 1.5 if attack in ENDLESS else hasty.cell_seconds
    settings = dataclasses.replace(hasty, call_seconds=1.5, cell_seconds=seconds)
    found = grade(sample.solved(step=ATTACKS[attack]), settings)
    assert earned(found) == {"check-average", "check-predict"}, found
    kind = {it["kind"] for it in found["checks"].values() if it}
    assert kind <= {"timeout", "died", "error"}


@pytest.mark.sandboxed
def test_a_submission_that_hangs_everywhere_is_given_up_in_time(hasty):
    settings = dataclasses.replace(hasty, cell_seconds=30, total_seconds=3)
    endless = "while True:\n    pass"
    found = grade(sample.submission(step=endless, average=endless, predict=endless, figure=endless), settings)
    messages = {it["message"] for it in found["checks"].values()}
    assert messages == {"the time for this whole submission is used up"}


def run_again(opened, then):
    """Run a cell that does ``then`` when it is run again, in another process than this first one."""
    opened.run("import os\nborn = open('/proc/1/stat').read().rpartition(')')[2].split()[19]", "imports")
    first = opened.ask({"do": "value", "name": "born"})["value"]
    opened.run(f"if born != {first!r}:\n    {then}", "cell")


@pytest.mark.sandboxed
def test_cells_that_hang_when_run_again_end_with_the_submission(hasty):
    settings = dataclasses.replace(hasty, cell_seconds=30, total_seconds=4)
    with contextlib.closing(session.Session(settings)) as opened:
        run_again(opened, "while True: pass")
        with pytest.raises(session.DiedError):
            opened.run("os._exit(0)", "exit")
        with pytest.raises(session.TimeUpError, match="the time for this whole submission is used up"):
            opened.run("os._exit(0)", "exit")


@pytest.mark.sandboxed
def test_a_cell_that_dies_when_run_again_is_left_out(hasty):
    with contextlib.closing(session.Session(hasty)) as opened:
        opened.run("kept = 1", "kept")
        run_again(opened, "os._exit(0)")
        with pytest.raises(session.DiedError):
            opened.run("os._exit(0)", "exit")
        assert opened.ask({"do": "value", "name": "kept"})["value"] == 1


@pytest.mark.sandboxed
def test_a_submission_that_dies_too_often_is_given_up(hasty):
    found = grade(sample.solved(step=ATTACKS["exits"]), dataclasses.replace(hasty, lives=1))
    assert not earned(found)
    assert found["checks"]["check-predict"] == {
        "kind": "died",
        "message": "the answer's process ended too often to go on",
    }


@pytest.mark.sandboxed
def test_one_that_takes_no_more_requests_does_not_stop_the_grader(hasty):
    """A request larger than the pipe, to a process that stops as soon as it has replied."""
    code = """
    import os, signal

    def last_words(*message, write=os.write):
        write(*message)
        os.kill(os.getpid(), signal.SIGSTOP)

    os.write = last_words
    """
    with contextlib.closing(session.Session(hasty)) as opened:
        opened.run(textwrap.dedent(code), "cell")
        with pytest.raises(session.TimeUpError):
            opened.ask({"do": "call", "name": "step", "arguments": [np.zeros(1 << 20)], "options": {}})


# What a student's process may send once it has taken over the pipe; it knows the nonce, and answers every request.
TAKEN_OVER = """
import json, os, pickle, struct, sys, time

requests, replies = map(int, sys.argv[1:])


def read(size):
    content = b""
    while len(content) < size:
        content += os.read(requests, size - len(content)) or os._exit(0)
    return content


def send(header, body=b"", lengths=None, nonce=None):
    content = struct.pack("<16sII", nonce or asked, *(lengths or (len(header), len(body)))) + header + body
    while content:
        content = content[os.write(replies, content):]


def value(node):
    return json.dumps(["dict", [["value", node]]]).encode()


frame = sys._getframe()
while frame.f_code.co_name != "serve":
    frame = frame.f_back
asked = frame.f_locals["nonce"]
send(value(["list", []]))
while True:
    asked, *lengths = struct.unpack("<16sII", read(24))
    read(sum(lengths))
    {send}
"""
SENT = {
    "lengths of gigabytes": "send(b'', lengths=(2**32 - 1, 2**32 - 1))",
    "a body that never comes": "send(value(['bytes', 1000]), lengths=(40, 1000))",
    "a header of brackets": "send(b'[' * 1_000_000)",
    "data nested deeply": "send(b'[\"list\", [' * 90_000)",
    "an array of objects": "send(value(['array', '|O', [1]]), b'x' * 8)",
    "an array of records": "send(value(['array', 'f8,f8', [1]]), b'x' * 16)",
    "an array of a wide type": "send(value(['array', '|S2000000000', [1]]))",
    "an array of dates": "send(value(['array', '<M8[s]', [1]]), b'x' * 8)",
    "a dtype that is none": "send(value(['array', ['<f8'], [1]]), b'x' * 8)",
    "a shape beyond all memory": "send(value(['array', '<f8', [2**30, 2**30]]))",
    "rows without columns": "send(value(['array', '<f8', [2**31, 0]]))",
    "columns without rows": "send(value(['list', [['array', '|u1', [0, 2**40]]] * 2]))",
    "a negative shape": "send(value(['array', '<f8', [-1, -8]]), b'x' * 64)",
    "a shape of too many axes": "send(value(['array', '<f8', [1] * 40]), b'x' * 8)",
    "an endless integer": "send(value(['int', 'f' * 900_000]))",
    "an endless bare integer": "send(b'1' * 900_000)",
    "constants": "send(b'NaN')",
    "no JSON": "send(bytes(range(256)))",
    "a pickle": "send(pickle.dumps({'value': None}))",
    "nothing": "send(b'')",
    "no value": "send(json.dumps(['dict', []]).encode())",
    "a bare list": "send(json.dumps(['list', []]).encode())",
    "an error that is none": "send(json.dumps(['dict', [['error', ['list', [None]]]]]).encode())",
    "arguments that are none": "send(json.dumps(['dict', [['value', None], ['arguments', 'no']]]).encode())",
    "bytes beyond the message": "send(value(None), b'x' * 1000)",
    "another nonce": "send(value(None), nonce=bytes(16))",
    "each reply twice": "send(value(None)), send(value(None))",
    "a stream without end": "[os.write(replies, b'x' * 65536) for _ in iter(int, 1)]",
    "a byte now and then": "[(os.write(replies, it), time.sleep(0.2)) for it in [asked, *[b'\\0'] * 99]]",
    "truths that are neither": "send(value(['array', '|b1', [2]]), b'\\x02\\xff')",
}


@pytest.mark.sampled(10)
@pytest.mark.sandboxed
@pytest.mark.parametrize("sent", SENT)
def test_hostile_bytes_on_the_pipe(sent, hasty):
    settings = dataclasses.replace(hasty, lives=3)
    found = grade(sample.submission(step=TAKEN_OVER.replace("{send}", SENT[sent])), settings)
    assert not earned(found)
    assert printable(found)


@pytest.mark.sandboxed
def test_a_reply_of_another_nonce_is_never_read(hasty):
    """Else replies sent in advance would be taken for answers to what had not been asked yet."""
    found = grade(
        sample.submission(step=TAKEN_OVER.replace("{send}", SENT["another nonce"])), dataclasses.replace(hasty, lives=2)
    )
    assert found["checks"][VISIBLE] == {
        "kind": "died",
        "message": "the answer's process sent a reply to something that was not asked",
    }


@pytest.mark.sandboxed
def test_what_is_drawn_must_be_a_picture(settings):
    figure = """
    import matplotlib.figure
    contents = iter([b"<script>alert(1)</script>", b"\\x89PNG\\r\\n\\x1a\\n" + b"<script>" * 100, b"x" * 30_000_000])
    matplotlib.figure.Figure.savefig = lambda self, file, **options: file.write(next(contents))
    for _ in range(3):
        plt.figure()
    """
    found = grade(sample.solved(figure=textwrap.dedent(figure)), settings, figures=True)
    assert earned(found) == set(sample.CHECKS)
    assert found["figures"] == {}


# What a worker that a student rewrote may give for a cell's figures: expressions, with how many are shown of each.
DRAWN = {
    "no list": ("7", 0),
    "a dict": ("{'a': picture}", 0),
    "no pictures": ("[None, 7, {}, 'word', picture]", 0),
    "more than are shown": ("[picture] * 5", 3),
}


@pytest.mark.sandboxed
@pytest.mark.parametrize("drawn", DRAWN)
def test_what_a_rewritten_worker_draws_is_bounded(drawn, settings):
    expression, shown = DRAWN[drawn]
    figure = f"""
    import io, sys
    file = io.BytesIO()
    plt.figure().savefig(file)
    picture = file.getvalue()
    frame = sys._getframe()
    while "drawn" not in frame.f_globals:
        frame = frame.f_back
    frame.f_globals["drawn"] = lambda *_: {expression}
    """
    found = grade(sample.solved(figure=textwrap.dedent(figure)), settings, figures=True)
    assert earned(found) == set(sample.CHECKS)
    assert {name: len(it) for name, it in found["figures"].items()} == ({"figure": shown} if shown else {})


def _tagged(cells):
    for cell in cells:
        cell.metadata.update(tags=["raises-exception", "skip-execution", "remove-cell"], editable=True)


def _more_points(cells):
    for cell in cells:
        cell.metadata.nbgrader.update(points=1000, locked=False, solution=True, grade=False, schema_version=99)


def _emptied(cells):
    for cell in cells:
        cell.source = ""


def _replaced(cells):
    for cell in cells:
        cell.source = "pass  # all is well"


def _text(cells):
    for cell in cells:
        cell.cell_type = "raw"


def _pointed_elsewhere(cells):
    for cell in cells:
        cell.metadata.nbgrader["grade_id"] = "explain"
        cell.source = "pass"


def _nameless(cells):
    for cell in cells:
        cell.metadata.clear()
        cell.pop("id")


CHANGES = [_tagged, _more_points, _emptied, _replaced, _text, _pointed_elsewhere, _nameless]


def checks_of(notebook):
    rebuilt = canonical.canonical(as_bytes(notebook), sample.source(), {"1": sample.release()}).notebook
    return [it for it in verdict.plan(rebuilt, sample.source()) if it.kind in ("check", "given")], rebuilt


def as_bytes(notebook):
    import json

    return json.dumps(notebook).encode()


@pytest.mark.parametrize("change", CHANGES)
def test_changed_check_cells_are_the_originals_again(change):
    notebook = sample.submission()
    change([cell for name, cell in sample.named(notebook).items() if name in sample.CHECKS or name == "setup"])
    checks, rebuilt = checks_of(notebook)
    assert checks == checks_of(sample.submission())[0]
    assert [cell.source for cell in checks_only(rebuilt)] == [cell.source for cell in checks_only(sample.release())]
    assert [cell.metadata for cell in rebuilt.cells] == [cell.metadata for cell in sample.release().cells] or (
        change is _replaced or change is _nameless or change is _pointed_elsewhere
    )


def checks_only(notebook):
    return [cell for name, cell in sample.named(notebook).items() if name in sample.CHECKS]


def test_deleted_check_cells_are_there_again():
    notebook = sample.submission()
    notebook.cells = [cell for cell in notebook.cells if cell.id not in sample.CHECKS]
    assert checks_of(notebook)[0] == checks_of(sample.submission())[0]


def test_doubled_check_cells_are_the_originals_once():
    notebook = sample.submission()
    easy = [dict(cell, source="pass", id=f"easy-{cell.id}") for cell in checks_only(notebook)]
    for cells in ([*easy, *notebook.cells], [*notebook.cells, *easy]):
        checks, rebuilt = checks_of(dict(notebook, cells=cells))
        assert checks == checks_of(sample.submission())[0]
        extras = [cell for cell in rebuilt.cells if cell.id.startswith("extra")]
        assert [cell.source for cell in extras] == ["pass"] * len(easy)  # run as the student's own, or not at all
        assert len(rebuilt.cells) == len(notebook.cells) + len(easy)


@pytest.mark.sandboxed
def test_cells_that_claim_to_be_checks_run_as_students(settings):
    """Even where a notebook is graded that is not in canonical form."""
    notebook = sample.submission()
    easy = [dict(cell, source="pass", id=f"easy-{cell.id}") for cell in checks_only(notebook)]
    notebook.cells = [type(notebook.cells[0])(it) for it in easy] + notebook.cells
    found = grade(notebook, settings)
    assert not earned(found)
