"""One pin list for all: pyproject.toml, requirements.txt, Binder, Makefile and README agree."""

import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from helpers.chapters import ROOT
from helpers.processes import PATIENCE
from tools import without_make


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


PINS = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text("requirements.txt"), re.MULTILINE))
PROJECT = tomllib.loads(text("pyproject.toml"))


PARTS = PROJECT["dependency-groups"] | PROJECT["project"]["optional-dependencies"]
ASKED = [*PROJECT["project"]["dependencies"], *(line for part in PARTS.values() for line in part)]


def test_everything_asked_for_is_pinned_as_asked():
    assert len(ASKED) > 15
    for requirement in map(Requirement, ASKED):
        assert requirement.specifier.contains(PINS[requirement.name]), requirement


def test_the_package_asks_for_a_range_and_everything_else_for_one_version():
    """Who installs the package for a rule or a picture has a NumPy already; `make versions` tries the range's ends."""
    ranges = {*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["plot"]}
    assert all(re.fullmatch(r"\w+>=[\d.]+,<\d+", it) for it in ranges)
    assert not [it for it in ASKED if "==" not in it and it not in ranges]


def test_every_line_is_an_exact_pin_and_none_is_cudas():
    lines = [line for line in text("requirements.txt").splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(PINS)
    assert not [name for name in PINS if re.match("nvidia|cuda|triton", name)]


def test_the_readme_and_the_makefile_install_the_same():
    for name in ("README.md", "Makefile"):
        assert set(re.findall(r"katex@([\d.]+)", text(name))) == {"0.16.22"}, name
        assert set(re.findall(r"micropython-webassembly-pyscript@([\d.]+)", text(name))) == {"1.27.0"}, name
    assert set(re.findall(r"torch==([\d.]+)", text("README.md"))) <= {PINS["torch"]}


def test_without_make_the_lines_are_those_of_make():
    """`make without-make` runs them, every week; here they are held to what make does."""
    readme, makefile = text("README.md"), text("Makefile")
    written, here = without_make.lines(readme), without_make.adapted(readme)
    assert len(written) == len(here) == 7 and written[-1] == "python -m book.build"
    (npm,) = (line for line in written if line.startswith("npm"))
    assert set(re.findall(r"\S+@[\d.]+", npm)) < set(re.search(r"^NPM := (.*)$", makefile, re.MULTILINE)[1].split())
    index = re.search(r"^CPU_INDEX := (.*)$", makefile, re.MULTILINE)[1]
    assert f"pip install --no-deps --extra-index-url {index} torch=={PINS['torch']}" in here
    assert ". .venv/bin/activate" in here and "pip install -r requirements.txt" in here


def test_binder_takes_the_cpu_build_and_the_same_pins():
    lines = text("binder/requirements.txt").splitlines()
    assert f"torch=={PINS['torch']}+cpu" in lines
    assert "--extra-index-url https://download.pytorch.org/whl/cpu" in lines
    assert "-r ../requirements.txt" in lines and "-e ." in lines


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker runs on Linux and macOS")
def test_what_binder_will_build():
    dry_run = subprocess.run(
        [
            sys.executable,
            "-m",
            "repo2docker",
            "--no-build",
            "--debug",
            "--user-id",
            "1000",
            "--user-name",
            "jovyan",
            ".",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    dockerfile = dry_run.stdout + dry_run.stderr
    assert dry_run.returncode == 0, dockerfile
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in dockerfile
    from repo2docker.app import Repo2Docker
    from repo2docker.buildpacks import PythonBuildPack

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        pack = PythonBuildPack(Repo2Docker().base_image)
        assert pack.detect()
        assert pack.python_version.startswith("3.11")
        assert not pack._should_preassemble_pip, "the pins and the package are there before pip runs"
