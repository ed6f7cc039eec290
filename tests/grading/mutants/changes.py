"""The changes that make mutants of a solution: for a node of its syntax tree, what may stand in its place."""

import ast
import copy
from dataclasses import dataclass, field

OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.Sub),
    ast.Pow: (ast.Mult, ast.Add),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div, ast.Mult),
}
ONE_WAY = ast.Sub, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv  # a swap of the operands changes the value
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.Is: (ast.IsNot,),
}
RELATIVES = {
    "minimum": "maximum", "maximum": "minimum", "zeros_like": "ones_like", "ones_like": "zeros_like",
    "zeros": "ones", "argmin": "argmax", "ceil": "floor", "round": "int", "min": "max", "max": "min", "sum": "mean",
    "mean": "sum", "log": "log10", "sqrt": "abs", "abs": "sqrt", "sign": "abs", "geomspace": "linspace",
    "isfinite": "isnan", "eigvalsh": "diag",
}  # fmt: skip


@dataclass
class Scope:
    """Where a node stands: the cell's tree, its parent, the innermost function, the statement after it."""

    tree: ast.AST
    parent: ast.AST
    within: ast.FunctionDef | None
    following: ast.stmt | None


@dataclass
class Statements:
    """Statements that take the place of one, or of as many as ``replaced``; ``words`` say what that does."""

    words: str
    body: list = field(default_factory=lambda: [ast.Pass()])
    replaced: int = 1


def of(node, scope):
    """Pairs of a kind of change and what stands in the node's place then."""
    for change in (_operators, _constants, _conditions, _names, _calls, _slices, _orders, _statements, _states):
        yield from change(node, scope)


def _with(node, **changed):
    new = copy.copy(node)
    for name, value in changed.items():
        setattr(new, name, value)
    return new


def _operators(node, scope):
    if isinstance(node, ast.BinOp):
        for op in OPERATORS.get(type(node.op), ()):
            yield "operator", _with(node, op=op())
        if isinstance(node.op, ONE_WAY):
            yield "operands swapped", _with(node, left=node.right, right=node.left)
        yield "term missing", node.left
        yield "term missing", node.right
        for side in ("left", "right"):
            if not isinstance(getattr(node, side), ast.Constant):
                yield "sign", _with(node, **{side: ast.UnaryOp(ast.USub(), getattr(node, side))})
    if isinstance(node, ast.AugAssign):
        for op in OPERATORS.get(type(node.op), ()):
            yield "operator", _with(node, op=op())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", node.operand


def _constants(node, scope):
    if not isinstance(node, ast.Constant) or isinstance(scope.parent, ast.Expr):
        return
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int | float):
        for other in (value + 1, value - 1, 2 * value, -value):
            if other != value:
                yield "constant", ast.Constant(other)
    elif isinstance(value, str) and not isinstance(scope.parent, ast.Dict | ast.Subscript | ast.JoinedStr):
        yield from _other_words(node, scope)
    elif isinstance(value, str) and isinstance(scope.parent, ast.Dict) and node in scope.parent.values:
        yield from _other_words(node, scope)


def _other_words(node, scope):
    words = {it.value for it in ast.walk(scope.tree) if isinstance(it, ast.Constant) and isinstance(it.value, str)}
    known = {it for it in words if len(it) <= 12 and it.isascii()} | {"A", "B", "C", "D"}
    for other in sorted(known - {node.value})[:6]:
        yield "constant", ast.Constant(other)


def _conditions(node, scope):
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for op in COMPARISONS.get(type(node.ops[0]), ()):
            yield "comparison", _with(node, ops=[op()])
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition", _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        for always in (True, False):
            yield "condition", _with(node, test=ast.Constant(always))
    if isinstance(node, ast.BoolOp):
        yield "condition", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _names(node, scope):
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and scope.within is not None:
        known = variables(scope.within)
        if node.id in known:
            for other in sorted(known - {node.id, "self"}):
                yield "wrong variable", _with(node, id=other)
    if isinstance(node, ast.Attribute) and _is_own(node) and isinstance(node.ctx, ast.Load):
        for other in sorted({it.attr for it in ast.walk(scope.tree) if _is_own(it)} - {node.attr}):
            yield "wrong variable", _with(node, attr=other)


def _is_own(node):
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def variables(function):
    """The names of a function's arguments and of what it assigns."""
    names = {it.id for it in ast.walk(function) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Store)}
    return names | {it.arg for it in function.args.args}


def _calls(node, scope):
    if not isinstance(node, ast.Call):
        return
    for i in range(len(node.args) - 1):
        arguments = list(node.args)
        arguments[i : i + 2] = arguments[i + 1], arguments[i]
        yield "arguments swapped", _with(node, args=arguments)
    if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
        yield "call missing", node.func.value
    elif node.args:
        yield "call missing", node.args[0]
    for i in range(len(node.keywords)):
        yield "argument missing", _with(node, keywords=[*node.keywords[:i], *node.keywords[i + 1 :]])
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
    if called in RELATIVES:
        name = {"attr": RELATIVES[called]} if isinstance(node.func, ast.Attribute) else {"id": RELATIVES[called]}
        yield "another function", _with(node, func=_with(node.func, **name))


def _slices(node, scope):
    if isinstance(node, ast.Slice):
        if node.lower or node.upper:
            yield "slice", ast.Slice(None, None, node.step)
        if node.lower and not node.upper:
            yield "slice", ast.Slice(None, node.lower, node.step)
        if node.upper and not node.lower:
            yield "slice", ast.Slice(node.upper, None, node.step)


def _orders(node, scope):
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            parts = list(node.elts)
            parts[i : i + 2] = parts[i + 1], parts[i]
            yield "order of a tuple", _with(node, elts=parts)
    if isinstance(node, ast.IfExp):
        yield "order of branches", _with(node, body=node.orelse, orelse=node.body)
    if isinstance(node, ast.stmt) and scope.following is not None and not isinstance(node, ast.FunctionDef):
        yield "order of statements", Statements("after the next statement", [scope.following, node], 2)


def _statements(node, scope):
    if not isinstance(node, ast.stmt) or isinstance(node, ast.FunctionDef):
        return
    yield "statement missing", Statements("nothing")
    value = getattr(node, "value", None)
    if isinstance(node, ast.Assign | ast.Return) and isinstance(value, ast.BinOp) and isinstance(value.left, ast.Name):
        in_place = ast.AugAssign(ast.Name(value.left.id, ast.Store()), value.op, value.right)
        rest = _with(node, value=value.left)
        yield "in place", Statements(f"in place, {ast.unparse(in_place)}", [in_place, rest])
    if isinstance(node, ast.Return):
        arguments = [it.arg for it in scope.within.args.args if it.arg != "self"]
        for name in arguments:
            code = f"if hasattr({name}, 'fill'):\n    {name}.fill(1)"
            result = [ast.Assign([ast.Name("result", ast.Store())], node.value)] if node.value else []
            back = ast.Return(ast.Name("result", ast.Load()))
            body = [*result, *ast.parse(code).body, back]
            yield "argument changed", Statements(f"{name} is overwritten in place before it", body)


def _states(node, scope):
    """What an earlier call has left is taken for what this one is given, or begins with."""
    if isinstance(node, ast.FunctionDef) and node.name != "__init__":
        for argument in node.args.args[-1:] if node.args.args[0].arg == "self" else node.args.args:
            code = f"{argument.arg} = globals().setdefault('_stale_{argument.arg}', {argument.arg})"
            body = [*_docstring(node), *ast.parse(code).body, *node.body[len(_docstring(node)) :]]
            words = f"{argument.arg} stays that of the first call"
            yield "stale state", Statements(words, [_with(node, body=body)])
    if isinstance(node, ast.Assign) and scope.within is not None and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        stale = ast.parse(f"globals().setdefault('_stale_{name}', None)").body[0].value
        yield "stale state", _with(node, value=_with(stale, args=[stale.args[0], node.value]))
    if isinstance(node, ast.Attribute) and _is_own(node) and isinstance(node.ctx, ast.Store):
        kept = ast.Call(ast.Name("type", ast.Load()), [ast.Name("self", ast.Load())], [])
        yield "stale state", _with(node, value=kept)


def _docstring(function):
    first = function.body[0]
    return [first] if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else []
