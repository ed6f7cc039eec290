"""Run the chapters' assertions on fresh random numbers: `make seeds`. What is asserted of chance must stand there too.

Every generator that a notebook makes from a seed is made from that seed and the number of a block, which gives it other
numbers; the split of the digits is data and stays. What was luck of the seeds fails, and is printed with its values.
A cell tagged ``this-run`` states numbers of the run that the page shows, as its text says: its assertions are left out.
"""

import argparse
import ast
import os
import sys
import traceback
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import nbformat
import numpy as np

from book.fingerprint import ROOT
from optimizers import digits

THIS_RUN = "this-run"
SHOWN = 300  # characters of a value


class Recorded(ast.NodeTransformer):
    """Every ``assert`` is asked and noted, and the cell goes on."""

    def visit_Assert(self, node):
        values = [it for part in ast.walk(node.test) if isinstance(part, ast.Compare) for it in sides(part)]
        asked = [ast.unparse(node.test), *dict.fromkeys(ast.unparse(it) for it in values)]
        names = ast.List([ast.Constant(text) for text in asked], ast.Load())
        found = [ast.Lambda(no_arguments(), ast.parse(text, mode="eval").body) for text in asked]
        call = ast.Call(ast.Name("note_assertion", ast.Load()), [names, ast.List(found, ast.Load())], [])
        return ast.fix_missing_locations(ast.copy_location(ast.Expr(call), node))


def sides(comparison):
    """What a comparison compares, without what is only numbers."""
    return [it for it in (comparison.left, *comparison.comparators) if any(map(is_name, ast.walk(it)))]


def is_name(node):
    """Whether a node of a tree is a name."""
    return isinstance(node, ast.Name)


def no_arguments():
    """The signature of a function without arguments."""
    return ast.arguments([], [], None, [], [], None, [])


def generators(block):
    """``np.random.default_rng``, by which a seed stands for other numbers in every block; block 0 is as it is."""
    made = np.random.default_rng

    def default_rng(seed=None):
        plain = isinstance(seed, int | np.integer | list | tuple | np.ndarray)
        return made([block, *np.atleast_1d(seed).tolist()]) if block and plain else made(seed)

    return default_rng


def failures(path, block):
    """The assertions of a notebook that fail on a block's numbers: words, one entry each, with their values."""
    os.environ["MPLBACKEND"] = "Agg"
    os.chdir(path.parent)
    sys.stdout = open(os.devnull, "w")  # for the life of this process
    digits.load()
    np.random.default_rng = generators(block)
    found, cell_id = [], None

    def note(texts, asked):
        if not asked[0]():
            values = [f"    {text} = {value(it)}" for text, it in zip(texts[1:], asked[1:], strict=True)]
            found.append("\n".join([f"  {cell_id}: {texts[0]}", *values]))

    names = {"__name__": "__main__", "note_assertion": note, "display": lambda *shown: None}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        cell_id, tree = cell.id, ast.parse(cell.source)
        leave_out = THIS_RUN in cell.metadata.get("tags", [])
        tree = WithoutAssertions().visit(tree) if leave_out else Recorded().visit(tree)
        try:
            exec(compile(tree, f"<{cell_id}>", "exec"), names)
        except Exception:
            found.append(f"  {cell_id}: {traceback.format_exc(limit=-1).strip()}")
    return found


class WithoutAssertions(ast.NodeTransformer):
    """Every ``assert`` is passed over."""

    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)


def value(asked):
    """A value in one line; a name of a loop inside the assertion has none."""
    try:
        text = " ".join(str(asked()).split())
    except NameError:
        return "…"
    return text if len(text) <= SHOWN else text[:SHOWN] + " …"


def main(arguments):
    """Print what fails, by notebook and block; exits with 1 if anything does."""
    parser = argparse.ArgumentParser(prog="make seeds", description=__doc__.partition("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all chapters and their pages")
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 2, 3], help="0 is the page's own numbers")
    options = parser.parse_args(arguments)
    paths = [path.resolve() for path in options.notebooks] or sorted(ROOT.glob("chapters/**/*.ipynb"))
    tasks = list(product(paths, options.blocks))
    failed = False
    with ProcessPoolExecutor(max_tasks_per_child=1) as pool:
        for (path, block), found in zip(tasks, pool.map(failures, *zip(*tasks, strict=True)), strict=True):
            print(
                f"{path.relative_to(ROOT)}, block {block}: {'stands' if not found else f'{len(found)} fail'}",
                flush=True,
            )
            for words in found:
                print(words, flush=True)
            failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
