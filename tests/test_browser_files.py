"""What comes for the browser is taken by its content: a wrong file is refused by name, and what is there stays."""

import hashlib
import json
import re
import zipfile

import pytest

from book.browser import files, wheels
from book.browser.files import MissingFileError
from book.fingerprint import ROOT

CONTENT = {"numpy.whl": b"numbers", "blas.zip": b"products"}
LOCK = json.dumps(
    {
        "packages": {
            key: {"name": key, "file_name": name, "sha256": hashlib.sha256(CONTENT[name]).hexdigest(), "depends": needs}
            for key, name, needs in (("numpy", "numpy.whl", ["BLAS"]), ("blas", "blas.zip", []))
        }
    }
).encode()
ALL = CONTENT | {files.LOCK: LOCK}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(files, "CORE", {files.LOCK: hashlib.sha256(LOCK).hexdigest()})
    monkeypatch.setattr(files, "PACKAGES", ("numpy",))
    monkeypatch.setattr(files, "from_npm", source({}))


def source(found, asked=None, doc="A shop: here."):
    """A source that has what is ``found``, and notes what it is ``asked`` for."""

    def give(names, tell):
        for name in names:
            if asked is not None:
                asked.append(name)
            if name in found:
                yield name, found[name]

    give.__doc__ = doc
    return give


def broken(names, tell):
    """A shop: closed."""
    yield next(iter(names)), ALL[next(iter(names))]
    raise OSError("the line is dead")


def there(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_lock_s_packages_come_with_what_they_depend_on(tmp_path):
    files.fetch(tmp_path, print, [source(ALL)])
    assert there(tmp_path) == ALL


def test_what_is_there_is_not_asked_for_again(tmp_path):
    files.fetch(tmp_path, print, [source(ALL)])
    (tmp_path / "blas.zip").write_bytes(b"cut o")
    asked = []
    files.fetch(tmp_path, print, [source(ALL, asked)])
    assert asked == ["blas.zip"] and there(tmp_path) == ALL


@pytest.mark.parametrize("name", ALL)
def test_a_file_of_another_content_is_refused_in_words(tmp_path, name):
    with pytest.raises(MissingFileError, match=f"{name} cannot be had. What came for {name} is not what its hash says"):
        files.fetch(tmp_path, print, [source(ALL | {name: b"something else"})])
    assert name not in there(tmp_path)


@pytest.mark.parametrize("first", [source({}), source(dict.fromkeys(ALL, b"wrong")), broken])
def test_the_next_source_fills_what_the_first_one_left(tmp_path, first):
    files.fetch(tmp_path, print, [first, source(ALL)])
    assert there(tmp_path) == ALL


def test_a_source_that_fails_leaves_what_it_brought_and_is_told(tmp_path):
    told = []
    with pytest.raises(MissingFileError, match="Run make lite again: what has come stays"):
        files.fetch(tmp_path, told.append, [broken])
    assert there(tmp_path) == {files.LOCK: LOCK, "blas.zip": CONTENT["blas.zip"]}
    assert any("A shop cannot be had (OSError)" in line for line in told)


def test_the_widgets_are_those_of_the_environment():
    pins = dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE))
    pinned = {name: version for name, (version, _) in wheels.pinned().items() if name != wheels.FOR_THE_LAB}
    assert pinned == {name: pins[name] for name in pinned} and len(pinned) == 5


def test_a_wheel_is_the_same_bytes_each_time(tmp_path):
    texts = {"optimizers/__init__.py": b"x = 1"}
    one = wheels.write_wheel(tmp_path, "optimizers", texts).read_bytes()
    assert wheels.write_wheel(tmp_path, "optimizers", texts).read_bytes() == one
    with zipfile.ZipFile(tmp_path / "optimizers-0.1.0-py3-none-any.whl") as wheel:
        assert wheel.testzip() is None and wheel.read("optimizers/__init__.py") == b"x = 1"


def test_what_a_module_needs_is_read_off_its_imports():
    assert wheels.packages() == {
        "optimizers.claims": ["scikit-learn"],
        "optimizers.digits": ["scikit-learn"],
        "optimizers.explorer": ["anywidget", "ipywidgets"],
        "optimizers.explorer.claim_cards": ["anywidget", "ipywidgets", "scikit-learn"],
        "optimizers.plotting": ["matplotlib"],
    }
