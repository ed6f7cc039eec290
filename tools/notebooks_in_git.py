"""Let git see of a notebook its cells: outputs that JupyterLab saves stay here, and a diff prints cells as text.

What a notebook is stripped by is named once, in the hooks that run before a commit. `make lab` runs this once, and
JupyterLab's server for each notebook that it saves, whose path it adds.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
SHOWN = ".venv/bin/python tools/notebook_text.py"


def stripping():
    """The command that strips a notebook, at its standard input or a file's."""
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    return next(hook["entry"] for hook in repository["hooks"] if hook["id"] == "nbstripout")


def settings():
    """What git is told, by name; ``.gitattributes`` says for which files. Git runs both in the checkout's folder."""
    return {"filter.notebook.clean": stripping(), "diff.notebook.textconv": SHOWN}


def git(*command):
    """What git does in this checkout, as a finished process."""
    return subprocess.run(["git", "-C", ROOT, *command], capture_output=True, text=True)


def tell():
    """Tell git of notebooks."""
    for name, value in settings().items():
        git("config", name, value).check_returncode()


def saved(path):
    """Let git notice that a notebook of which only outputs have changed is as it was.

    By itself it takes any other size for a change in `git status`, until it has looked, which `git add` makes it do.
    """
    known = git("config", "filter.notebook.clean").returncode == 0 and git("ls-files", "--", path).stdout
    if known and git("diff", "--quiet", "--", path).returncode == 0:
        git("add", "--", path)


if __name__ == "__main__":
    # A folder from a ZIP has nothing to keep clean.
    if (ROOT / ".git").exists() and shutil.which("git"):
        saved(sys.argv[1]) if len(sys.argv) > 1 else tell()
