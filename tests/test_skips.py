"""A skipped test is shown with its reason, and in CI it is a failure."""

import os
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
    (tmp_path / "conftest.py").write_text(Path(__file__).with_name("conftest.py").read_text())
    (tmp_path / "test_some.py").write_text(SKIPPED)
    if also:
        (tmp_path / "test_module.py").write_text(ALSO_SKIPPED)
    bare = {key: value for key, value in os.environ.items() if key not in ("CI", "BOOK_WITHOUT_TORCH")}
    run = subprocess.run(
        # Plugins that happen to be installed only cost time here.
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path],
        env=bare | variables | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == status, run.stdout
    assert "test_without_torch: torch is not installed" in run.stdout
    assert ("no_such_module is not installed" in run.stdout) == also
