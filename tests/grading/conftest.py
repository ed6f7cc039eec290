"""Tests marked ``sandboxed`` run student's code, as an ordinary user: this one, or one created by ``ordinary_user``.

Such a test is written as any other, and is given ``settings``, those of a sandbox that is there. Where pytest runs as
root, each of them is run by another pytest, in a folder with copies, and its report is passed on here.
"""

import json
import os
import shutil
import sys

import pytest

from helpers import ordinary_user
from helpers import tiny_class as tiny
from helpers.collecting import CLASS

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
USER = pytest.StashKey()


def pytest_configure(config):
    global CONFIG
    CONFIG = config
    config.addinivalue_line("markers", "sandboxed: runs student's code in the sandbox, so as an ordinary user")


def pytest_collection_modifyitems(items):
    reason = None
    if not sys.platform.startswith("linux"):
        reason = "the sandbox needs Linux"
    elif not shutil.which("bwrap"):
        reason = "bubblewrap is not installed"
    for item in items:
        if reason and item.get_closest_marker("sandboxed"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def course(tmp_path):
    """A course that is prepared, with nothing handed in."""
    return tiny.course(tmp_path / "course")


@pytest.fixture
def people(tmp_path):
    """The class as a roster."""
    (tmp_path / "students.csv").write_text(CLASS, encoding="utf-8")
    return tmp_path / "students.csv"


@pytest.fixture(scope="session")
def settings():
    """A sandbox's Settings, with deadlines for tests; its environment is made where there is none."""
    from grading.sandbox import environment, walls

    if environment.lacking():
        environment.make()
    return walls.Settings(call_seconds=3, cell_seconds=15, total_seconds=40)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """As root: pass on what the other pytest reports of a sandboxed test."""
    if not AS_ROOT or not item.get_closest_marker("sandboxed") or item.get_closest_marker("skip"):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in _reports(item):
        item.ihook.pytest_runtest_logreport(report=report)
    # What the tests before this one share is torn down here as if this one had run here.
    item.session._setupstate.teardown_exact(nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _reports(item):
    """The other pytest's reports of a test: set-up, call, tear-down."""
    config = item.config
    if USER not in config.stash:
        config.stash[USER] = ordinary_user.OrdinaryUser()
        config.stash[USER].prepare()
    user = config.stash[USER]
    if user.other is None:
        left = item.session.items[item.session.items.index(item) :]
        user.start([it.nodeid for it in left if it.get_closest_marker("sandboxed")])
    while (data := user.report()) is not None:
        report = config.hook.pytest_report_from_serializable(config=config, data=data)
        if report.nodeid == item.nodeid:
            yield report
            if report.when == "teardown":
                return
    user.stop()  # it hangs or is gone: the next test has another
    yield pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords={},
        outcome="failed",
        longrepr=f"the pytest of the ordinary user did not report this test:\n{user.output()}",
        when="call",
    )


def pytest_runtest_logreport(report):
    """In the other pytest: report to the first one."""
    if ordinary_user.REPORTS in os.environ:
        data = CONFIG.hook.pytest_report_to_serializable(config=CONFIG, report=report)
        os.write(int(os.environ[ordinary_user.REPORTS]), json.dumps(data).encode() + b"\n")


def pytest_unconfigure(config):
    if USER in config.stash:
        config.stash[USER].close()
