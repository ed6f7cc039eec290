"""Whatever happens to a build, the last good site stays in its place, and a sentence says so; the next one is whole."""

import os
import shutil
import signal

import pytest

from book import publish
from helpers.small_book import STOP, SmallBook, wait_for

STILL_THERE = "The last good site is still in _build/html."
WARNED = "[a place that is not there](nowhere.md)"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A small book with a site, in a folder with a name as people have them."""
    book = SmallBook.made(tmp_path_factory.mktemp("kept") / "Çà va bien")
    status, output, errors = book.build()
    assert status == 0, errors
    assert output.splitlines()[-1].endswith("Open _build/html/index.html in a browser.")
    return book


@pytest.fixture
def book(good, tmp_path):
    """A copy of it, for a test to spoil."""
    shutil.copytree(good.folder, tmp_path / good.folder.name)
    return SmallBook(tmp_path / good.folder.name)


def built(book, words="a later site"):
    """Whether the next build is a whole one, with the ``words`` on its first page."""
    status, _, errors = book.build()
    assert status == 0, errors
    names = {path.name for path in (book.folder / "_build").iterdir()}
    assert {it for it in names if it.startswith("html")} == {"html"}, "nothing is left lying around"
    return words in (book.site / "first.html").read_text(encoding="utf-8")


@pytest.mark.sampled(0)
def test_a_page_with_a_fault_is_told_at_every_build(book):
    before = book.shown()
    book.write(WARNED, "6 * 7")
    for _ in range(2):  # Sphinx would not read the page again, and find nothing
        status, _, errors = book.build()
        assert status != 0 and errors.splitlines()[-1].endswith(STILL_THERE)
        assert "first.md" in errors and "nowhere" in errors
        assert book.shown() == before
    book.write("a later site", "6 * 7")
    assert built(book)


def test_a_cell_that_fails_is_named(book):
    before = book.shown()
    book.write("a later site", "1 / 0")
    status, _, errors = book.build()
    assert status != 0 and "second.ipynb, cell 2 (code)" in errors and errors.splitlines()[-1].endswith(STILL_THERE)
    assert book.shown() == before


@pytest.mark.sampled(1)
@pytest.mark.parametrize("place", ["cell", "pages"])
def test_interrupted_it_says_so_in_a_sentence(place, book):
    before, told = book.shown(), book.stop_at(place)
    book.write("a later site", STOP.format("cell"))
    build = book.start()
    wait_for(told)
    os.killpg(build.pid, signal.SIGINT)
    _, errors = build.communicate()
    assert build.returncode != 0
    assert "Traceback" not in errors
    assert errors.splitlines()[-1].startswith("Interrupted: ") and errors.splitlines()[-1].endswith(STILL_THERE)
    assert book.shown() == before
    book.pass_by(place)
    assert built(book)


def test_killed_it_leaves_the_site_and_the_next_build_waits_for_what_still_writes(book):
    before, told = book.shown(), book.stop_at("pages")
    book.write("a later site", "6 * 7")
    first = book.start()
    wait_for(told)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert book.shown() == before
    second = book.start()
    assert "waiting until it is done" in second.stderr.readline()
    book.go_on("pages")
    first.communicate()
    _, errors = second.communicate()
    assert second.returncode == 0, errors
    assert "a later site" in (book.site / "first.html").read_text(encoding="utf-8")


def test_a_second_build_at_the_same_time_waits_and_says_so(book):
    told = book.stop_at("pages")
    book.write("a later site", "6 * 7")
    first = book.start()
    wait_for(told)
    second = book.start()
    assert "waiting until it is done" in second.stderr.readline()
    book.go_on("pages")
    for build in (first, second):
        _, errors = build.communicate()
        assert build.returncode == 0, errors
    assert "a later site" in (book.site / "first.html").read_text(encoding="utf-8")


def test_on_a_full_disk_it_says_so(book, tmp_path):
    """The folder of what is built is a disk of its own, with some room beside the site, but not enough."""
    before, room = book.shown(), sum(path.stat().st_size for path in book.site.rglob("*")) + 4_000_000
    book.write("a later site", "6 * 7")
    disk = ["bwrap", "--dev-bind", "/", "/", "--size", str(room), "--tmpfs", str(book.folder / "_build")]
    (tmp_path / "kept").mkdir()
    shutil.move(book.site, tmp_path / "kept" / "html")
    script = 'cp -r "$1/html" _build/ && shift && "$@"; status=$?; cp -r _build/html "$KEPT/after"; exit $status'
    command = ["env", f"KEPT={tmp_path}/kept", *disk, "sh", "-c", script, "sh", str(tmp_path / "kept")]
    status, _, errors = book.build([*command, *book.command()])
    assert (
        status != 0
        and errors.splitlines()[-1] == f"The disk is full: make room on it and run this again. {STILL_THERE}"
    )
    book.site = tmp_path / "kept" / "after"
    assert book.shown() == before


def test_in_a_folder_that_only_others_may_write_to(book):
    command = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", str(book.folder), str(book.folder), *book.command()]
    status, _, errors = book.build(command)
    (sentence,) = errors.splitlines()
    assert status != 0 and "copy the folder to a place of your own" in sentence and str(book.folder) in sentence


@pytest.fixture
def two(tmp_path):
    """An old folder in its place, and a new one."""
    for name in ("site", "site.new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    return tmp_path / "site", tmp_path / "site.new"


@pytest.mark.parametrize("when", [1, 2], ids=["first move", "second move"])
def test_a_replacement_that_stops_between_its_moves_is_undone(when, two, monkeypatch):
    site, new = two
    moves, rename = [], type(site).rename

    def stopping(self, target):
        moves.append(target)
        if len(moves) == when:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(type(site), "rename", stopping)
    with pytest.raises(KeyboardInterrupt):
        publish.replace(site, new)
    assert (site / "index.html").read_text() == "site"
    publish.replace(site, new)
    assert (site / "index.html").read_text() == "site.new"
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_what_was_killed_between_the_moves_is_put_back(two):
    site, _ = two
    site.rename(f"{site}.old")
    publish.recover(site)
    assert (site / "index.html").read_text() == "site"


def test_the_lab_stays_beside_later_pages(tmp_path):
    for name, text in {"pages/lab/lab/index.html": "no Lab here", "pages/index.html": "1", "lab/a.js": "real"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for text in ("1", "2"):
        (tmp_path / "pages/index.html").write_text(text)
        publish.publish(tmp_path / "pages", tmp_path / "lab", tmp_path / "html")
        found = {str(path.relative_to(tmp_path / "html")) for path in (tmp_path / "html").rglob("*") if path.is_file()}
        assert found == {"index.html", "lab/a.js", ".nojekyll"}
        assert (tmp_path / "html/index.html").read_text() == text
    shutil.rmtree(tmp_path / "lab")
    publish.publish(tmp_path / "pages", tmp_path / "lab", tmp_path / "html")
    assert (tmp_path / "html/lab/lab/index.html").read_text() == "no Lab here"
