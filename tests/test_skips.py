"""A skipped test is shown with its reason, and in CI it is a failure; a sampled test runs on a sample of its cases."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPED = """
import pytest

def test_without_torch():
    pytest.skip("torch is not installed")

def test_passes():
    pass
"""
ALSO_SKIPPED = """
import pytest

pytest.importorskip("no_such_module", reason="no_such_module is not installed")
"""

CUT_SHORT = """
import os

def test_fails():
    assert 1 == 2, "the reason"

def test_ends_the_run():
    os._exit(1)
"""
SAMPLED = """
import pytest

@pytest.mark.sampled(3)
@pytest.mark.parametrize("some", range(20))
def test_some(some):
    pass

@pytest.mark.sampled(4)
@pytest.mark.parametrize("few", range(2))
def test_few(few):
    pass

@pytest.mark.parametrize("every", range(20))
def test_every(every):
    pass
"""


@pytest.mark.parametrize(
    ("variables", "also", "status"),
    [
        ({}, False, 0),
        ({"CI": "true"}, False, 1),
        ({"CI": ""}, False, 0),
        ({"CI": "true", "BOOK_WITHOUT_TORCH": "1"}, False, 0),
        ({"CI": "true", "BOOK_WITHOUT_TORCH": "1"}, True, 1),
    ],
    ids=repr,
)
def test_skips(tmp_path, variables, also, status):
    (tmp_path / "test_some.py").write_text(SKIPPED)
    if also:
        (tmp_path / "test_module.py").write_text(ALSO_SKIPPED)
    run = pytest_in(tmp_path, variables)
    assert run.returncode == status, run.stdout
    assert "test_without_torch: torch is not installed" in run.stdout
    assert ("no_such_module is not installed" in run.stdout) == also


def pytest_in(folder, variables, *options):
    (folder / "conftest.py").write_text(Path(__file__).with_name("conftest.py").read_text())
    settings = {"CI", "BOOK_WITHOUT_TORCH", "EVERY_CASE"}
    bare = {key: value for key, value in os.environ.items() if key not in settings}
    return subprocess.run(
        # Plugins that happen to be installed only cost time here.
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", folder, folder, *options],
        env=bare | variables | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )


def sampled(folder, file="test_some.py", **variables):
    """The cases of each test that run, and how the run ends."""
    (folder / file).write_text(SAMPLED)
    run = pytest_in(folder, variables, "-rA")
    assert run.returncode == 0, run.stdout
    passed = re.findall(r"^PASSED \S+::test_(\w+)\[(\d+)\]", run.stdout, re.MULTILINE)
    return {name: {case for test, case in passed if test == name} for name in ("some", "few", "every")}


def test_of_a_sampled_test_as_many_cases_run_as_it_says(tmp_path):
    found = sampled(tmp_path)
    assert {name: len(cases) for name, cases in found.items()} == {"some": 3, "few": 2, "every": 20}
    assert found == sampled(tmp_path), "the same each time"
    whole = sampled(tmp_path, EVERY_CASE="yes")
    assert {name: len(cases) for name, cases in whole.items()} == {"some": 20, "few": 2, "every": 20}


def test_files_draw_other_cases_and_in_the_end_all(tmp_path):
    drawn = []
    for number in range(30):
        folder = tmp_path / str(number)
        folder.mkdir()
        drawn.append(sampled(folder, f"test_{number}.py")["some"])
        if set().union(*drawn) == set(map(str, range(20))):
            break
    assert len(set().union(*drawn)) == 20 and len({frozenset(it) for it in drawn}) > 1


@pytest.mark.parametrize("processes", [(), ("-p", "xdist", "--numprocesses", "2")], ids=["one process", "two"])
def test_a_file_that_is_passed_over_is_named(processes, tmp_path):
    for name in ("seen", "hidden"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"test_{name}.py").write_text("def test_some():\n    pass\n")
    assert pytest_in(tmp_path, {}, *processes).returncode == 0
    run = pytest_in(tmp_path, {}, *processes, "-o", "norecursedirs=hidden")
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"passes over these files: {Path('hidden', 'test_hidden.py')}" in run.stdout + run.stderr


def test_a_skip_in_one_of_several_processes_is_a_failure_too(tmp_path):
    (tmp_path / "test_some.py").write_text(SKIPPED)
    run = pytest_in(tmp_path, {"CI": "true"}, "-p", "xdist", "--numprocesses", "2")
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "test_without_torch: torch is not installed" in run.stdout


def test_why_a_test_fails_is_told_though_the_run_has_no_end(tmp_path):
    (tmp_path / "test_some.py").write_text(CUT_SHORT)
    run = pytest_in(tmp_path, {})
    assert "AssertionError: the reason" in run.stdout
    assert "short test summary" not in run.stdout


@pytest.mark.parametrize("after", ["", "\ndef test_after():\n    pass\n"], ids=["nothing", "others"])
def test_a_test_that_ends_its_process_costs_itself_alone(after, tmp_path):
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n")
    (tmp_path / "test_some.py").write_text(CUT_SHORT + after)
    run = pytest_in(tmp_path, {}, "-p", "xdist", "--numprocesses", "2")
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert f"2 failed, {2 if after else 1} passed" in run.stdout
