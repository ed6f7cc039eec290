"""One pin list for all: pyproject.toml, requirements.txt, Binder, Makefile and README agree."""

import re
import subprocess
import sys
import tomllib

import pytest

from helpers.chapters import ROOT


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


PINS = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text("requirements.txt"), re.MULTILINE))
PROJECT = tomllib.loads(text("pyproject.toml"))


def test_everything_asked_for_is_pinned_as_asked():
    parts = PROJECT["dependency-groups"] | PROJECT["project"]["optional-dependencies"]
    asked = [*PROJECT["project"]["dependencies"], *(line for part in parts.values() for line in part)]
    assert len(asked) > 15
    for requirement in asked:
        name, version = requirement.split("==")
        assert PINS[name] == version


def test_every_line_is_an_exact_pin_and_none_is_cudas():
    lines = [line for line in text("requirements.txt").splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(PINS)
    assert not [name for name in PINS if re.match("nvidia|cuda|triton", name)]


def test_the_readme_and_the_makefile_install_the_same():
    for name in ("README.md", "Makefile"):
        assert set(re.findall(r"katex@([\d.]+)", text(name))) == {"0.16.22"}, name
        assert set(re.findall(r"micropython-webassembly-pyscript@([\d.]+)", text(name))) == {"1.27.0"}, name
    assert set(re.findall(r"torch==([\d.]+)", text("README.md"))) <= {PINS["torch"]}


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
        timeout=120,
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
