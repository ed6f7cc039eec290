"""`make site`: one ZIP, the same each time, that every disk takes."""

import os
import zipfile

import pytest

from book import archive

FILES = {"index.html": b"<p>1", ".nojekyll": b"", "_static/a.js": b"let a", "lab/x/y.bin": bytes(range(256))}


@pytest.fixture
def site(tmp_path):
    return laid(tmp_path / "site", FILES)


def laid(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_it_holds_every_file_in_one_folder(site, tmp_path):
    archive.write(site, tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as packed:
        assert {name: packed.read(f"{archive.FOLDER}/{name}") for name in FILES} == FILES
        assert len(packed.namelist()) == len(FILES)
    assert not list(tmp_path.glob("*.part"))


def test_it_is_the_same_each_time(site, tmp_path):
    archive.write(site, tmp_path / "1.zip")
    later = laid(tmp_path / "later", dict(reversed(FILES.items())))
    for path in later.rglob("*"):
        os.utime(path, (2e9, 2e9))
        path.chmod(0o700)
    archive.write(later, tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


@pytest.mark.parametrize("name", ["a?.html", "a:b", "con.html", "lab/NUL", "dot./a", "space ", "x" * 181, "INDEX.html"])
def test_a_name_that_some_disk_refuses_is_told(name, site):
    laid(site, {name: b""})
    with pytest.raises(ValueError, match="Some disks would refuse"):
        archive.files(site)
