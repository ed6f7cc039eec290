"""What runs elsewhere, workflows and containers, is well formed and calls make, with targets that there are."""

import json
import re
import subprocess
import sys

import pytest
import yaml

from book.publish import SITE
from helpers.chapters import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = {name for line in re.findall(r"^([\w./ -]+):(?!=)", MAKEFILE, re.MULTILINE) for name in line.split()}
# Of the properties that the development containers' specification has, those of use here, with their types.
DEVCONTAINER = {"name": str, "image": str, "postCreateCommand": str, "forwardPorts": list, "customizations": dict}


def is_make(line):
    """Whether a line of shell is a call of make with targets that there are."""
    command, *words = line.split()
    return command == "make" and words and all(word in TARGETS for word in words if "=" not in word)


def steps(path):
    """Every step of a workflow, once for each value that its job's matrix puts into it."""
    for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
        values = job.get("strategy", {}).get("matrix", {}).get("target", [""])
        for step in job["steps"]:
            for value in values:
                yield {key: str(it).replace("${{ matrix.target }}", value) for key, it in step.items()}


def test_there_are_three():
    assert [path.stem for path in WORKFLOWS] == ["pages", "test", "weekly"]


def test_they_are_what_a_workflow_may_be():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_line_is_a_call_of_make_and_every_action_has_its_version(path):
    found = list(steps(path))
    for step in found:
        assert ("run" in step) != ("uses" in step)
        if "run" in step:
            assert is_make(step["run"]), step["run"]
        else:
            assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+(\.\d+)*", step["uses"])
    assert found


def test_all_pythons_are_tried_and_torch_on_one():
    matrix = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())["jobs"]["test"]["strategy"]["matrix"]
    assert {it["python"]: it["torch"] for it in matrix["include"]} == {"3.11": "yes", "3.12": "no", "3.13": "no"}


def test_what_a_change_leaves_out_is_tried_every_week():
    weekly = [step.get("run") for step in steps(ROOT / ".github/workflows/weekly.yml")]
    assert "make test-all" in weekly
    assert re.search(r"^test-all: export EVERY_CASE := yes$", MAKEFILE, re.MULTILINE)


def test_what_is_published_is_what_make_site_writes():
    uploaded = [
        it for it in steps(ROOT / ".github/workflows/pages.yml") if "upload-pages-artifact" in it.get("uses", "")
    ]
    assert [yaml.safe_load(it["with"])["path"] for it in uploaded] == [SITE.relative_to(ROOT).as_posix()]


def test_the_development_container_sets_itself_up_by_make():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert {key: type(value) for key, value in container.items()} == DEVCONTAINER
    assert re.fullmatch(r"python:3\.1[123]-\w+", container["image"])
    assert is_make(container["postCreateCommand"])
    interpreter = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter == "${containerWorkspaceFolder}/.venv/bin/python"
