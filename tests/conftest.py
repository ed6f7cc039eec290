"""Skipped tests are listed at the end of every run, and under the variable CI a skip is a failure. A run of the whole
folder that leaves out a file of tests in silence is none. Why a test fails is printed when it fails, too: not all
runs come to their end.

A test marked ``sampled(n)`` runs on ``n`` of its cases, unless EVERY_CASE is set, as `make test-all` does. They look
drawn at random and are the same each time; the tests of a file draw the same cases, and each file draws its own.
``sampled(0)`` leaves the test to `make test-all` as a whole: one that is long and guards what seldom changes.

Where torch cannot be had, BOOK_WITHOUT_TORCH=1 forgives the skips that are for want of it, and no others.
"""

import os
import signal
import zlib
from itertools import groupby
from pathlib import Path

import pytest

# Where a shell starts tests in the background, Ctrl-C is ignored, in whatever they start too: these tests press it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

HERE = Path(__file__).resolve().parent
ELSEWHERE = HERE / "benchmarks"  # which `make bench` runs
SEEN, MISSING = pytest.StashKey[set](), pytest.StashKey[set]()
PASSED_OVER = "pytest passes over these files: {}"


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(AtOnce(config))


class AtOnce:
    """Prints why a test fails when it does."""

    def __init__(self, config):
        self.config = config

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report):
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and reporter:
            reporter.write_line("")  # after the dots
            reporter.write_line(f"{report.nodeid}, {report.when}:", red=True)
            reporter.write_line(report.longreprtext)
            reporter.flush()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what `sampled` leaves to a run with EVERY_CASE: of whatever cases were asked for."""
    marked = [item for item in items if item.get_closest_marker("sampled")]
    if os.environ.get("EVERY_CASE") or not marked:
        return
    kept = set()
    for _, cases in groupby(sorted(marked, key=_test), key=_test):
        kept.update(_some(list(cases)))
    left_out = [item for item in marked if item not in kept]
    items[:] = [item for item in items if item not in set(left_out)]
    config.hook.pytest_deselected(items=left_out)


def _test(item):
    return str(item.path), item.originalname


def _some(cases):
    """As many as the mark says, by lot."""
    (many,) = cases[0].get_closest_marker("sampled").args
    return sorted(cases, key=_lot)[:many]


def _lot(item):
    return zlib.crc32(f"{item.path.name} {item.name.removeprefix(item.originalname)}".encode())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Where several processes share the tests, each file is one's own.

    So is all that the ordinary user runs, and so are the claims, whose trials are shared.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = Path(nodeid.partition("::")[0])
            return str(file.parent if file.parent.name in ("grading", "claims") else file)

        def remove_node(self, node):
            """A test that has ended its process is done: xdist 3.8 would have the next process begin with it again."""
            running = ((work, test) for work in self.assigned_work[node].values() for test in work if not work[test])
            work, ended = next(running, ({}, None))
            if ended:
                work[ended] = True
            super().remove_node(node)
            return ended

    return ByFile(config, log)


def pytest_pycollect_makemodule(module_path, parent):
    parent.config.stash.setdefault(SEEN, set()).add(module_path.resolve())


def pytest_collection_finish(session):
    """Raise UsageError where the whole folder was asked for, and a file of tests is not among what was found."""
    config = session.config
    if HERE not in {(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args}:
        return
    left_out = [ELSEWHERE, *(Path(path).resolve() for path in config.getoption("ignore") or ())]
    files = {path for path in HERE.rglob("test_*.py") if not any(path.is_relative_to(folder) for folder in left_out)}
    missing = sorted(str(path.relative_to(HERE)) for path in files - config.stash.get(SEEN, set()))
    if hasattr(config, "workeroutput"):
        config.workeroutput["passed over"] = missing  # one of several processes cannot end the run
    elif missing:
        raise pytest.UsageError(PASSED_OVER.format(", ".join(missing)))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    node.config.stash.setdefault(MISSING, set()).update(getattr(node, "workeroutput", {}).get("passed over", ()))


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


@pytest.fixture
def tell(record_property):
    """``tell(line)`` has a line printed at the end of the run."""
    return lambda line: record_property("told", line)


def pytest_sessionfinish(session):
    unforgiven = [reason for _, reason in _skips(session.config) if not _forgiven(reason)]
    if os.environ.get("CI") and unforgiven and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if session.config.stash.get(MISSING, None):
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


def pytest_terminal_summary(terminalreporter, config):
    if missing := config.stash.get(MISSING, None):
        terminalreporter.write_line(f"ERROR: {PASSED_OVER.format(', '.join(sorted(missing)))}", red=True)
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, line in report.user_properties:
            if name == "told" and report.when == "call":
                terminalreporter.write_line(line)
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
