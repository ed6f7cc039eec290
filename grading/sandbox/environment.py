"""The sandbox's own Python environment: NumPy and matplotlib at the book's pins, and nothing that holds an answer.

Beside it lie two files of the grader's own IPython, which tell a notebook's syntax from Python's.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from grading import ROOT

ENVIRONMENT = Path(os.environ.get("GRADING_SANDBOX", ROOT / ".sandbox"))  # the container has it elsewhere
REQUIREMENTS = ROOT / "requirements.txt"
PACKAGES = ("numpy", "matplotlib")
SYNTAX = ("core/inputtransformer2.py", "utils/tokenutil.py")  # of IPython: they need nothing else of it
FONTS = "matplotlib-cache"  # folder in the environment: without it, each sandbox would look through all fonts again
# The sandbox may not write to its environment: what is compiled now is not compiled again for every student.
WARM_UP = "import io, matplotlib.pyplot as plt; plt.plot([1, 2]); plt.savefig(io.BytesIO(), bbox_inches='tight')"


def lacking(environment=ENVIRONMENT):
    """What is wrong with the sandbox's environment, in words that say what to do; None if it is fit."""
    python = Path(environment) / "bin" / "python"
    if not python.exists():
        return f"the sandbox's environment {environment} is missing: make it with `make {ENVIRONMENT.name}`"
    if not os.access(python, os.X_OK):
        return f"{python} cannot be run by this user: make the environment again, as the user who grades"
    if not all(file.is_file() for file in syntax()):
        return "IPython, which tells a notebook's syntax, is missing or another: install it as requirements.txt pins it"
    if not list(fonts(environment)):
        return f"the sandbox's environment {environment} is not complete: delete it, then `make {ENVIRONMENT.name}`"
    return None


def fonts(environment):
    """The files in which matplotlib keeps what fonts there are; none where the environment is not complete."""
    return sorted(Path(environment, FONTS).glob("fontlist-*.json"))


def syntax():
    """The files of IPython's that the sandbox sees, found without running any of it."""
    found = importlib.util.find_spec("IPython")
    folder = Path(found.origin).parent if found else Path("IPython")
    return [folder / name for name in SYNTAX]


def failure(environment=ENVIRONMENT):
    """Make the environment. Returns None, or in words why it could not be made; nothing is left of it then."""
    print(f"Making the sandbox's environment in {environment} …", flush=True)
    try:
        make(environment)
    except subprocess.CalledProcessError:
        return "That failed, for the reason above: is the network there? Is the disk full?"
    except OSError as error:
        return f"That failed: {error.strerror}: {error.filename or environment}."


def make(environment=ENVIRONMENT, python=None):
    """Make the environment, at the project's versions, in a folder that is deleted first.

    It is made with uv where there is one, else with pip, and deleted where it cannot be made whole. ``python`` is the
    interpreter to build on, by default the one that this one was made from. Raises subprocess.CalledProcessError, whose
    output has been shown, where the packages cannot be had.
    """
    environment = Path(environment)
    shutil.rmtree(environment, ignore_errors=True)
    try:
        _make(environment, python or os.path.realpath(sys.executable))
    except BaseException:
        shutil.rmtree(environment, ignore_errors=True)
        raise


def _make(environment, python):
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    inside = environment / "bin" / "python"
    if uv:
        _run(uv, "venv", "--quiet", "--python", python, environment)
        install = [uv, "pip", "install", "--quiet", "--system-certs", "--python", inside]
    else:
        _run(python, "-m", "venv", environment)
        install = [inside, "-m", "pip", "install", "--quiet"]
    _run(*install, "--constraint", REQUIREMENTS, *PACKAGES)
    writing = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": ""}
    _run(inside, "-c", WARM_UP, MPLCONFIGDIR=environment / FONTS, MPLBACKEND="Agg", **writing)


def pins(packages=(*PACKAGES, "ipython")):
    """The project's versions of ``packages``, by default of those that the sandbox is to hold, in part or whole."""
    text = REQUIREMENTS.read_text()
    return {name: re.search(rf"^{name}==(\S+)", text, re.MULTILINE)[1] for name in packages}


def _run(*command, **variables):
    variables = {name: str(value) for name, value in variables.items()}
    subprocess.run([str(part) for part in command], check=True, env=os.environ | variables)


if __name__ == "__main__":
    sys.exit(failure())
