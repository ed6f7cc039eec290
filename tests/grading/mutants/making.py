"""Mutants of an exercise's solutions, made mechanically: one small change in the syntax tree of one cell."""

import ast
import copy
import itertools
import random
import warnings
from dataclasses import dataclass

from grading.course.cells import is_answer, is_hand_marked, label
from helpers import in_process
from mutants import changes

MOST = 240  # of an exercise


@dataclass(frozen=True)
class Mutant:
    """A solution cell with a change in it; ``name`` says where and what, ``kind`` by which operator."""

    exercise: str
    cell: str
    kind: str
    name: str
    source: str


def mutants(exercise):
    """The mutants of an exercise, always the same ones: in turn one of every kind in every cell, so many in all."""
    found = (it for cell, source in solutions(exercise).items() for it in _every(exercise, cell, source))
    groups = {}
    for mutant in _distinct(found):
        groups.setdefault((mutant.cell, mutant.kind), []).append(mutant)
    rng = random.Random(exercise)
    for group in groups.values():
        rng.shuffle(group)
    turns = itertools.chain.from_iterable(itertools.zip_longest(*groups.values()))
    return list(itertools.islice((it for it in turns if it is not None), MOST))


def solutions(exercise):
    """The source of each cell whose answer a program checks, by its grade_id."""
    cells = in_process.notebook(exercise).cells
    return {label(it): it.source for it in cells if it.cell_type == "code" and is_answer(it) and not is_hand_marked(it)}


def _every(exercise, cell, source):
    tree = ast.parse(source)
    for path, node in _located(tree, _solved_lines(source)):
        scope = _scope(tree, path)
        for kind, new in changes.of(node, scope):
            mutant = _replaced(tree, path, new)
            name = f"{cell}, line {node.lineno}: {_short(node)} → {_short(new)}"
            yield Mutant(exercise, cell, kind, name, mutant)


def _distinct(found):
    """Those that Python compiles, and of those with the same source the first."""
    by_source = {}
    for mutant in found:
        by_source.setdefault((mutant.cell, mutant.source), mutant)
    return [it for it in by_source.values() if _compiles(it.source)]


def _compiles(source):
    try:
        with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
            return bool(compile(source, "<mutant>", "exec"))
    except SyntaxError:
        return False


def _solved_lines(source):
    """The numbers of the lines of solution, which are not the stub's."""
    lines, inside = set(), False
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip() in ("### BEGIN SOLUTION", "### END SOLUTION"):
            inside = not inside
        elif inside:
            lines.add(number)
    return lines


def _located(tree, lines):
    """Each node of the solution's, and each function that holds some of it, with the way that leads to it."""

    def walk(node, path):
        for field, value in ast.iter_fields(node):
            for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.AST):
                    yield from walk(child, [*path, (field, at)])
        inside = getattr(node, "lineno", None) in lines
        holds = isinstance(node, ast.FunctionDef) and any(it.lineno in lines for it in node.body)
        if inside or holds:
            yield path, node

    return list(walk(tree, []))


def _scope(tree, path):
    """What surrounds a node: the tree, the way to it, its parent, and the innermost function."""
    parents, node = [tree], tree
    for field, at in path:
        node = getattr(node, field) if at is None else getattr(node, field)[at]
        parents.append(node)
    within = next((it for it in reversed(parents[:-1]) if isinstance(it, ast.FunctionDef)), None)
    siblings = getattr(parents[-2], path[-1][0]) if path and path[-1][1] is not None else []
    following = siblings[path[-1][1] + 1 : path[-1][1] + 2] if siblings else []
    return changes.Scope(tree, parents[-2] if path else None, within, following[0] if following else None)


def _replaced(tree, path, new):
    """The source of the tree with ``new`` at the end of a way: a node, or statements in the place of one or two."""
    tree = copy.deepcopy(tree)
    parent = tree
    for field, at in path[:-1]:
        parent = getattr(parent, field) if at is None else getattr(parent, field)[at]
    field, at = path[-1]
    if at is None:
        setattr(parent, field, new)
    elif isinstance(new, changes.Statements):
        getattr(parent, field)[at : at + new.replaced] = new.body
    else:
        getattr(parent, field)[at] = new
    return ast.unparse(ast.fix_missing_locations(tree))


def _short(node):
    if isinstance(node, changes.Statements):
        return node.words
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else text[:59] + "…"
