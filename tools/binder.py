"""What Binder would make of ``binder/``: its environment, made anew, and the memory that each chapter takes in it.

Where PyTorch's CPU index cannot be reached, the plain build stands in for the CPU build, and says so.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from book.build import notebooks
from book.fingerprint import ROOT

ENVIRONMENT = ROOT / "_build" / "binder"
WANTED = ROOT / "binder" / "requirements.txt"
QUIET = "--ExecutePreprocessor.extra_arguments=--IPKernelApp.log_level=ERROR"  # which would warn of every kernel
LIMIT = 2e9  # bytes, which Binder gives
SERVER = 0.3e9  # of these for JupyterLab itself, which runs beside a notebook
MEASURE = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", *sys.argv[1:]])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def install():
    """Make the environment. Returns whether it is the one that Binder makes, to the last package."""
    uv("venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT)
    if not uv("pip", "install", "--quiet", "--requirement", WANTED, check=False):
        return True
    print("The CPU build cannot be had here: the plain one stands in for it.", flush=True)
    lines = [line for line in WANTED.read_text().splitlines() if not line.startswith(("#", "--extra-index-url"))]
    with tempfile.NamedTemporaryFile("w", dir=WANTED.parent, suffix=".txt") as plain:
        plain.write("\n".join(lines).replace("+cpu", ""))
        plain.flush()
        uv("pip", "install", "--quiet", "--requirement", plain.name)
    return False


def uv(*words, check=True):
    """Run uv on the environment; returns its status."""
    own = os.environ | {"VIRTUAL_ENV": str(ENVIRONMENT), "UV_SYSTEM_CERTS": "1"}
    return subprocess.run(["uv", *map(str, words)], cwd=ROOT, env=own, check=check).returncode


def peak(path):
    """The most memory, in bytes, that executing a notebook takes in the environment. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            ENVIRONMENT / "bin" / "python",
            "-c",
            MEASURE,
            "--log-level=ERROR",
            QUIET,
            "--output-dir",
            folder,
            path,
        ]
        run = subprocess.run(command, cwd=path.parent, check=True, stdout=subprocess.PIPE, text=True)
    return int(run.stdout.split()[-1]) * (1 if sys.platform == "darwin" else 1024)


def main():
    whole = install()
    names = (path.name for path in (ENVIRONMENT / "lib").glob("python*/site-packages/*.dist-info"))
    if whole and (cuda := [name for name in names if re.match("nvidia|cuda|triton", name)]):
        sys.exit(f"CUDA is in what Binder installs: {', '.join(cuda)}.")
    peaks = {}
    for path in notebooks():
        peaks[path] = peak(path)
        print(f"{Path(path).relative_to(ROOT)}: {peaks[path] / 1e9:.2f} GB", flush=True)
    if large := [path.name for path, size in peaks.items() if size + SERVER > LIMIT]:
        sys.exit(f"These notebooks do not fit into {LIMIT / 1e9:.0f} GB with the server: {', '.join(large)}.")
    print(f"The largest takes {max(peaks.values()) / 1e9:.2f} GB of {LIMIT / 1e9:.0f}.")


if __name__ == "__main__":
    main()
