"""Skipped tests are listed at the end of every run, and under the variable CI a skip is a failure. A run of the whole
folder that leaves out a file of tests in silence is none.

Where torch cannot be had, BOOK_WITHOUT_TORCH=1 forgives the skips that are for want of it, and no others.
"""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ELSEWHERE = HERE / "benchmarks"  # which `make bench` runs
SEEN = pytest.StashKey[set]()


def pytest_pycollect_makemodule(module_path, parent):
    parent.config.stash.setdefault(SEEN, set()).add(module_path.resolve())


def pytest_collection_finish(session):
    """Raise UsageError where the whole folder was asked for, and a file of tests is not among what was found."""
    config = session.config
    if HERE not in {(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args}:
        return
    left_out = [ELSEWHERE, *(Path(path).resolve() for path in config.getoption("ignore") or ())]
    files = {path for path in HERE.rglob("test_*.py") if not any(path.is_relative_to(folder) for folder in left_out)}
    if missing := sorted(str(path.relative_to(HERE)) for path in files - config.stash.get(SEEN, set())):
        raise pytest.UsageError(f"pytest passes over these files: {', '.join(missing)}")


@pytest.fixture(scope="session")
def torch():
    """PyTorch with one thread and double precision, as the oracle."""
    torch = pytest.importorskip("torch", reason="torch is not installed")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    return torch


@pytest.fixture(scope="session")
def browser():
    """The one browser of a run: Playwright can be started once at a time."""
    from helpers.browsing import launched

    with launched() as browser:
        yield browser


def pytest_sessionfinish(session):
    unforgiven = [reason for _, reason in _skips(session.config) if not _forgiven(reason)]
    if os.environ.get("CI") and unforgiven and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    skips = _skips(config)
    verdict = "skipped" if skips else "nothing was skipped"
    if os.environ.get("CI") and any(not _forgiven(reason) for _, reason in skips):
        verdict = "skipped, which CI does not accept"
    terminalreporter.section(verdict)
    for test, reason in skips:
        terminalreporter.write_line(f"{test}: {reason}{' (forgiven)' if _forgiven(reason) else ''}")


def _skips(config):
    """(test, reason) of every test or module that was skipped."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return [(report.nodeid, report.longrepr[2].removeprefix("Skipped: ")) for report in reports]


def _forgiven(reason):
    return bool(os.environ.get("BOOK_WITHOUT_TORCH")) and reason == "torch is not installed"
