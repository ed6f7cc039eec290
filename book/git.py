"""What git knows of a folder: nothing where there is no git, or only a repository around a copy without its history."""

import os
import subprocess
from pathlib import Path


def git(folder, *words):
    """What ``git words`` prints in a folder; "" where it fails."""
    own = os.environ | {"GIT_CEILING_DIRECTORIES": str(Path(folder).resolve().parent)}
    try:
        done = subprocess.run(["git", *words], cwd=folder, env=own, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
