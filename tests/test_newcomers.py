"""The first command on a machine as people have them: it works, or a sentence says what to do.

What a build itself meets is in `test_last_good_site.py`.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest

from helpers.chapters import ROOT
from helpers.small_book import wait_for

PYTHON = os.path.realpath(sys.executable)  # not one that finds others, and puts them first on the path
NOTHING = "bwrap --dev-bind / /".split()  # is changed for whoever is run by it
NO_NETWORK = [*NOTHING, "--unshare-net"]


@pytest.fixture
def checkout(tmp_path):
    """What make reads, in a folder with a name as people have them, without what git knows of it."""
    folder = tmp_path / "Çà va 'bien' & $HOME #1"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "tools", folder / "tools")
    return folder


def make(folder, *words, within=(), **variables):
    """Run make in a folder, with nothing of a make or a virtual environment around it."""
    around = ("MAKE", "MFLAGS", "UV", "VIRTUAL_ENV", "ALONE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(around)}
    options = {"capture_output": True, "text": True, "cwd": folder}
    return subprocess.run([*within, "make", *words], env=kept | variables, **options)


def said(run):
    """What a make that failed said last, without make's own lines."""
    assert run.returncode != 0, run.stdout
    lines = [line for line in run.stderr.splitlines() if line and not re.match(r"make(\[\d+\])?: ", line)]
    assert "Traceback" not in run.stderr
    return lines[-1]


def program(folder, name, body):
    """A program of this name, first on the path that is returned."""
    (folder / "programs").mkdir(exist_ok=True)
    path = folder / "programs" / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return f"{folder}/programs{os.pathsep}{os.environ['PATH']}"


def environment(folder, **programs):
    """An environment whose Python does nothing and whose other programs are these, by their bodies."""
    bin = folder / ".venv" / "bin"
    bin.mkdir(parents=True)
    for name, body in ({"python": "exit 0", "uv": "exit 0"} | programs).items():
        (bin / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (bin / name).chmod(0o755)
    return bin.parent


def test_a_python_that_is_not_there_is_named(checkout):
    assert "There is no python3.99 here: install Python 3.11" in said(make(checkout, "book", "PYTHON=python3.99"))


def test_in_a_folder_that_is_another_one_s_it_says_so(checkout):
    run = make(checkout, "book", within=[*NOTHING, "--ro-bind", checkout, checkout])
    assert said(run).startswith(f"Nothing can be written to {checkout} (Read-only file system): copy the folder")


def test_on_a_full_disk_it_says_so(checkout):
    """The environment has a disk of its own, too small for it."""
    (checkout / ".venv").mkdir()
    full = [*NOTHING, "--size", "100000", "--tmpfs", checkout / ".venv"]
    run = make(checkout, "book", within=full)
    assert said(run).startswith("The folder .venv cannot be made: make room where the disk is full")


def test_without_a_network_it_names_what_cannot_be_had_and_why(checkout):
    run = make(checkout, "book", within=NO_NETWORK, PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_CONFIG_FILE=os.devnull)
    assert said(run) == (
        "uv cannot be had, for the reason above: see to the network and to the room on the disk, then run make again."
    )
    assert "ERROR: " in run.stderr, "pip's own reason is there"
    assert not (checkout / ".venv" / "ready").exists()


REASON = "echo 'no route to host' >&2; exit 1"


@pytest.mark.parametrize(
    ("programs", "what"),
    [
        ({"uv": REASON}, "A package"),
        ({"npm": REASON}, "What npm brings"),
        ({"python": f'case "$*" in *torch==*) {REASON};; esac'}, "PyTorch"),
    ],
    ids=str,
)
def test_whatever_cannot_be_had_is_named(programs, what, checkout):
    """Of an environment that is half made already: `python -m venv` leaves its programs as they are."""
    environment(checkout, **programs)
    path = program(checkout, "python3", f'case "$*" in *"-m venv"*) exit 0;; esac; exec {PYTHON} "$@"')
    run = make(checkout, ".venv/ready", PATH=path)
    assert said(run).startswith(f"{what} cannot be had, for the reason above")
    assert "no route to host" in run.stderr


def test_no_package_manager_is_so_silent_that_it_hides_a_reason():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    installing = re.findall(r"^\s+@?.*(?:npm|uv pip|-m pip) install.*$|^npm = .*$", text, re.MULTILINE)
    assert len(installing) >= 7
    assert not [line for line in installing if "--silent" in line or re.search(r"-qq|--quiet.*--quiet", line)]


def test_a_second_make_waits_for_the_first_and_finds_it_done(checkout):
    """Both want an environment: only one of them makes it."""
    environment(checkout, npm="exit 0")
    held, made = checkout / "held", checkout / "made"
    os.mkfifo(held)
    os.mkfifo(checkout / "told")
    told = os.open(checkout / "told", os.O_RDONLY | os.O_NONBLOCK)
    path = program(
        checkout,
        "python3",
        f'case "$*" in *"-m venv"*) echo one >> made; : > told; cat held;; *) exec {PYTHON} "$@";; esac',
    )
    options = {"cwd": checkout, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    first = subprocess.Popen(["make", ".venv/ready"], env=clean | {"PATH": path}, **options)
    wait_for(told)
    writing = os.open(held, os.O_WRONLY)
    second = subprocess.Popen(["make", ".venv/ready"], env=clean | {"PATH": path}, **options)
    assert second.stderr.readline() == "Another make is at work in this folder: waiting until it is done.\n"
    os.close(writing)
    for run in (first, second):
        _, errors = run.communicate()
        assert run.returncode == 0, errors
    assert made.read_text().split() == ["one"]


@pytest.mark.parametrize("change", ["moved", "its Python has gone"])
def test_an_environment_that_does_not_fit_any_more_is_made_anew(change, checkout):
    made = environment(checkout, npm="exit 0")
    (made / "grading").write_text(f"{checkout}\n")
    (made / "ready").touch()
    assert "up to date" in make(checkout, "--dry-run", ".venv/ready").stdout
    if change == "moved":
        checkout = checkout.rename(checkout.with_name("elsewhere"))
    else:
        (made / "bin" / "python").unlink()
    planned = make(checkout, "--dry-run", ".venv/ready").stdout
    assert "-m venv --clear .venv" in planned and "npm install" in planned
