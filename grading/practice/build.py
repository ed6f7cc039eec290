"""Makes the practice file of an exercise: its hidden checks' cases on public seeds, with results, and no solution.

Whoever has a file can read all of it, packed or compiled: the reference of a check, which often passes for an answer,
must not be in it. So a check is run here, on the instructor's answers, once for each public seed, and what it compares
is written down: the cases, the results that belong, and of each known mistake's results a fingerprint. Of its code only
that is taken which calls the student's functions. A variant gets a practice file of its own in the same way.
"""

import ast
import contextlib
import copy
import io
import os
import symtable
from inspect import signature
from pathlib import Path

import numpy as np

from grading import checks
from grading.course.cells import HIDDEN, is_answer, is_check, is_hand_marked, label, split_regions
from grading.course.files import read_notebook, write_if_new
from grading.course.problem import Problem
from grading.practice import student
from grading.practice.file import encoded, text
from grading.verdict.analysis import definitions, mentioned, without_checks
from grading.verdict.examples import SEEDS

OPEN = (
    "# Practice: this check holds no reference."  # its author says so: then its code may be read, if it has no function
)
SAME = "everyone has the same answers"
HELD = "their code would give an answer away"
BUILT = "what is right depends on other answers of yours"


def practice(course, name):
    """Write the practice file of an exercise beside its release. Returns its path and its bank.

    Raises Problem where a check fails on the instructor's own answers.
    """
    bank = bank_of(read_notebook(course.source(course.require(name))), name, SEEDS)
    write_if_new(place(course, name), text(bank))
    return place(course, name), bank


def again(course, name, source):
    """The practice file as the present ``source`` makes it, by its name; empty where there was none so far."""
    path = place(course, name)
    return {Path(path.name): text(bank_of(source, name, SEEDS)).encode()} if path.exists() else {}


def place(course, name):
    """Where the practice file of an exercise is."""
    return course.release(name).with_name(f"practice_{name}.py")


def bank_of(source, name, seeds):
    """All that a practice file knows of an exercise. Raises Problem where a check fails on the solution."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    names, known, answers, found, left_out = {"__name__": "checks"}, {}, set(), [], {}
    for cell in source.cells:
        if cell.cell_type != "code" or is_hand_marked(cell):
            continue
        if not is_check(cell):
            run(name, cell, cell.source, names)
            answers |= definitions(cell.source).keys() if is_answer(cell) else set()
            continue
        hidden = hidden_part(cell.source)
        if not hidden:
            continue
        known |= definitions(hidden)
        one = Check(name, cell, hidden, known, answers)
        why = one.unfit() or one.record(names, seeds)
        if why:
            left_out.setdefault(why, []).append(label(cell))
        else:
            found.append(one.data())
    return {"name": name, "seeds": list(seeds), "checks": found, "left_out": left_out}


def run(name, cell, code, names):
    """Run trusted code of the instructor's. Raises Problem where it fails."""
    try:
        with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, f"<{label(cell)}>", "exec", dont_inherit=True), names)
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        raise Problem(f"{name}: “{label(cell)}” fails on the solution: {words}.") from None


def hidden_part(code):
    """The hidden lines of a check, without their marks; empty if there are none."""
    return "\n".join(line for piece in split_regions(code) if piece.region == HIDDEN for line in piece.lines)


class Check:
    """A hidden check on its way into a practice file.

    ``known`` are the definitions of all hidden code so far, ``answers`` the names that answers so far define.
    """

    def __init__(self, exercise, cell, code, known, answers):
        self.exercise, self.cell, self.code, self.known, self.answers = exercise, cell, code, dict(known), set(answers)
        self.tree = without_checks(code)
        self.calls = [
            it for it in ast.walk(self.tree) if isinstance(it, ast.Call) and getattr(it.func, "id", "") == "compare"
        ]
        self.harness, self.cases = {}, []

    def unfit(self):
        """In words why it cannot be practiced, None if it can."""
        if "SEED" not in mentioned(self.code):
            return SAME
        if OPEN in self.code:
            return HELD if self.holds_a_reference() else None
        for call in self.calls:
            wanted = {it: self.known[it] for it in self.reads(call.args[0]) if it in self.known}
            beside = self.reads(*call.args[1:2], *(it.value for it in call.keywords))
            if beside & self.answers:
                return BUILT
            secret = {it for it in beside if isinstance(self.known.get(it), ast.FunctionDef)}
            if wanted.keys() & secret or not all(map(may_be_read, wanted.values())):
                return HELD
            self.harness |= wanted
        return None if self.calls else HELD

    def holds_a_reference(self):
        """Whether it computes by a function of its own or of another hidden check, whatever its author says."""
        own = any(isinstance(it, ast.FunctionDef | ast.Lambda) for it in ast.walk(self.tree))
        return own or any(isinstance(self.known.get(it), ast.FunctionDef) for it in self.reads(self.tree))

    def reads(self, *expressions):
        """All names that expressions rest on, by way of hidden definitions, too."""
        found, todo = set(), list(expressions)
        while todo:
            new = free(todo.pop()) - found
            found |= new
            todo += [self.known[name] for name in new if name in self.known]
        return found

    def record(self, names, seeds):
        """Run it on the solution for every seed, and keep what it compares. Returns why that cannot be, else None."""
        if OPEN in self.code:
            run(self.exercise, self.cell, self.code, {**names, "SEED": seeds[0]})
            return None
        for number, call in enumerate(self.calls):
            call.keywords.append(ast.keyword("call", ast.Constant(number)))
        code = ast.fix_missing_locations(self.tree)
        for seed in seeds:
            parts = []

            def compare(answer, reference, cases, *, call, parts=parts, **options):
                parts.append(recorded(call, answer, reference, list(cases), options))

            run(self.exercise, self.cell, code, {**names, "SEED": seed, **vars(checks), "compare": compare})
            self.cases.append(parts)
        # Checks share their names, as they do where work is graded.
        run(self.exercise, self.cell, self.code, names)
        try:
            encoded(self.cases)
        except TypeError as error:
            return f"{error}"
        return None

    def data(self):
        """What a practice file has of it."""
        first = self.cell.source.split("\n")[0]
        code = "\n".join(ast.unparse(node) for node in self.harness.values())
        if OPEN in self.code:
            code = ast.unparse(self.tree)
        return {
            "name": label(self.cell),
            "about": first.removeprefix("#").strip().removeprefix("Hidden:").strip(),
            "code": code,
            "answers": [ast.unparse(it.args[0]) for it in self.calls],
            "cases": self.cases,
        }


def free(node):
    """The names that trusted code takes from around it; a function's own are not among them."""
    todo, found = [symtable.symtable(ast.unparse(node), "check", "exec")], set()
    while todo:
        table = todo.pop()
        todo += table.get_children()
        top = table.get_type() == "module"
        found |= {it.get_name() for it in table.get_symbols() if it.is_referenced() and (top or it.is_global())}
    return found


def may_be_read(node):
    """Whether hidden code may stand in a practice file, if it is no reference: functions, and plain values."""
    if isinstance(node, ast.Assign):
        try:
            ast.literal_eval(node.value)
        except ValueError:
            return False
        return True
    return isinstance(node, ast.FunctionDef)


def recorded(call, answer, reference, cases, options):
    """What a comparison is made of, as data; the solution itself is compared here."""
    mistakes = options.pop("mistakes", None) or {}
    checks.compare(answer, reference, cases, **options)
    kept = {key: it for key, it in options.items() if key in ("otherwise", "rtol")}

    def results(function):
        return [function(*arguments, **more) for arguments, more in copy.deepcopy(cases)]

    marks = {hint: student.fingerprint(results(mistake)) for hint, mistake in mistakes.items()}
    return {
        "call": call,
        "names": list(signature(reference).parameters),
        "cases": cases,
        "expected": results(reference),
        "mistakes": {hint: mark for hint, mark in marks.items() if mark is not None},
        "options": kept,
    }
