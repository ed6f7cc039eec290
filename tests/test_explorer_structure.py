"""How the explorers are built: who imports whom, and one name for each of them everywhere."""

import ast
import json
import re
from pathlib import Path

import pytest

import optimizers.explorer
from helpers import explorer_data
from helpers.scenes import exports
from optimizers.explorer import views
from optimizers.explorer.bundle import CATALOGUES, HERE, TRANSLATED
from optimizers.explorer.figure import run_script

FOLDER = HERE.parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def python_imports():
    """Every Python module, with the modules of the folder that it imports."""
    found, package = {}, optimizers.explorer.__name__
    for path in FOLDER.glob("[!_]*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        named = [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
        named += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        found[path.stem] = {name.removeprefix(f"{package}.") for name in named if name.startswith(package)}
    return found


def javascript_imports():
    """Every module by its name below ``js``, with the modules that it imports."""
    found = {Path(name).stem: set() for name in (CATALOGUES, TRANSLATED)}
    for path in HERE.rglob("*.js"):
        named = re.findall(r'^import .* from "(.+)\.js";$', path.read_text(encoding="utf-8"), re.MULTILINE)
        found[script_name(path)] = {script_name(path.parent / f"{name}.js") for name in named}
    return found


def script_name(path):
    return path.resolve().relative_to(HERE.resolve()).with_suffix("").as_posix()


def lines_of(language, modules):
    """The README's lines for a language, from the first: lists of names, with ``views/*`` spelled out."""
    (block,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    lines = re.search(rf"^{language}(.*(?:\n .*)*)", block, re.MULTILINE)[1].splitlines()
    lines = [line.split() for line in lines]
    others = [name for name in modules if name.startswith("views/") and [name] not in lines]
    return [others if line == ["views/*"] else line for line in lines]


@pytest.mark.parametrize(
    ("language", "imports"),
    [("Python", python_imports()), ("JavaScript", javascript_imports())],
    ids=["Python", "JavaScript"],
)
def test_a_module_imports_from_the_lines_above_its_own_alone(language, imports):
    lines = lines_of(language, imports)
    listed = [name for line in lines for name in line]
    nowhere = missing({"optimizers/explorer/README.md": set(listed), "optimizers/explorer": set(imports)})
    assert not nowhere, "\n".join(nowhere)
    assert len(listed) == len(set(listed)), "the README lists every module once"
    above, upward = set(), []
    for line in lines:
        upward += [f"{name} imports {other}, which is not above it" for name in line for other in imports[name] - above]
        above |= set(line)
    assert not upward, "\n".join(upward)


def missing(places):
    """A sentence for every name that one place has and another one lacks; ``places`` are sets by what to call them."""
    every = set.union(*places.values())
    return [f"{name} is missing in {place}" for place, names in places.items() for name in sorted(every - names)]


def test_what_is_missing_is_named_with_its_place():
    assert missing({"here": {"a", "b"}, "there": {"b", "c"}}) == ["c is missing in here", "a is missing in there"]


def explored(names):
    return {name.removeprefix("explore_") for name in names if name.startswith("explore_")}


def test_an_explorer_has_one_name_everywhere():
    listed = run_script(f"process.stdout.write(JSON.stringify(Object.keys({exports('views/index.js')}.VIEWS)))")
    places = {
        "optimizers/explorer/views.py": explored(vars(views)),
        "optimizers/explorer/__init__.py": explored(optimizers.explorer.__all__),
        "optimizers/explorer/js/views/index.js": set(json.loads(listed)),
        "optimizers/explorer/js/views": {path.stem for path in HERE.glob("views/*.js")} - {"index"},
        "VIEWS in tests/helpers/explorer_data.py": set(explorer_data.VIEWS),
    }
    nowhere = missing(places)
    assert not nowhere, "\n".join(nowhere)


def test_an_explorer_draws_the_view_of_its_name():
    for node in ast.parse(Path(views.__file__).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("explore_"):
            calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
            drawn = [call.args[0].value for call in calls if ast.unparse(call.func) == "Explorer"]
            assert drawn == [node.name.removeprefix("explore_")], node.name
