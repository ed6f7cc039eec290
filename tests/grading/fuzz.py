"""Coverage-guided fuzzing of what reads students' bytes: `make fuzz`, or by itself `python fuzz.py [SECONDS]`.

The properties are those that the tests state with Hypothesis; here libFuzzer chooses the examples, by what they make
the grader's lines do. A property that fails ends the run with its example.
"""

import importlib
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 120  # for each property


def properties():
    """Names of all tests here that state a property, as module.test."""
    found = []
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if "@given" in path.read_text(encoding="utf-8"):
            module = importlib.import_module(path.stem)
            found += [f"{path.stem}.{name}" for name, it in vars(module).items() if hasattr(it, "hypothesis")]
    return found


def fuzz(name, seconds):
    """Fuzz one property; this process ends with it."""
    import atheris

    with atheris.instrument_imports(include=["grading"]):
        module, test = name.split(".")
        one_input = getattr(importlib.import_module(module), test).hypothesis.fuzz_one_input
    options = [
        f"-artifact_prefix={tempfile.gettempdir()}/",
        f"-max_total_time={seconds}",
        "-timeout=20",
        "-rss_limit_mb=2000",
        "-print_final_stats=1",
    ]
    atheris.Setup([__file__, *options], lambda data: one_input(data) and None)
    atheris.Fuzz()


def main(seconds=SECONDS):
    for name in properties():
        run = subprocess.run([sys.executable, __file__, name, str(seconds)], capture_output=True, text=True)
        lines = [it for it in run.stderr.splitlines() if "DONE" in it or it.startswith("Done")]
        print(name, *(lines if run.returncode == 0 else [run.stdout, run.stderr]), sep="\n  ", flush=True)
        if run.returncode != 0:
            return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) > 2:
        fuzz(sys.argv[1], sys.argv[2])
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
