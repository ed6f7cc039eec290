"""Rules and landscapes as JavaScript, translated from their Python source and never written a second time.

The page runs one coordinate at a time, so a rule becomes a function of numbers: ``np.where`` is a choice, not a mask.
What reads a sequence (``x, y = params``) or returns one (``np.array([...])``) becomes a JavaScript array. The subset
is small on purpose: + − × ÷, comparisons, and the few functions that IEEE 754 rounds exactly, so that both languages
agree to the last bit.

    def rule(params, grad, state=0.0, *, learning_rate=0.01)
    function rule(params, grad, [state = 0.0] = [], {learning_rate = 0.01} = {})
"""

import ast
import inspect
from pathlib import Path

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "===", ast.NotEq: "!=="}
# By the name that Python calls it with: how many arguments it takes, and what JavaScript calls.
_FUNCTIONS = {
    "abs": (1, "Math.abs({})"),
    "np.abs": (1, "Math.abs({})"),
    "np.sqrt": (1, "Math.sqrt({})"),
    "np.sign": (1, "Math.sign({})"),
    "np.minimum": (2, "Math.min({}, {})"),
    "np.maximum": (2, "Math.max({}, {})"),
    "np.where": (3, "({} ? {} : {})"),
    "np.zeros_like": (1, "0"),
}
_CONSTANTS = {"np.inf": "Infinity", "np.nan": "NaN"}
_RESERVED = frozenset(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends "
    "false finally for function if implements import in instanceof interface let new null package private protected "
    "public return static super switch this throw true try typeof undefined var void while with yield "
    "Infinity Math NaN".split()
)
_LARGEST_WHOLE = 2**53


class TranslationError(SyntaxError):
    """A construct outside the subset; its message names the file and the line."""


def translate(*functions):
    """JavaScript for Python functions of one module and for the module's functions that they call.

    Returns the text of function declarations, in the module's order. Raises TranslationError, with file and line, at
    the first construct that it does not understand.
    """
    (module,) = {inspect.getmodule(function) for function in functions}
    path = Path(inspect.getsourcefile(module))
    return translate_source(path.read_text(encoding="utf-8"), {function.__name__ for function in functions}, path.name)


def translate_source(source, names, file="<source>"):
    """As `translate`, for the functions called ``names`` in a module's text; ``file`` is what errors call it."""
    defined = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    if missing := set(names) - set(defined):
        raise TranslationError(f"{file} defines no function {', '.join(sorted(missing))}")
    wanted, done = set(names), {}
    while todo := wanted - set(done):
        for name in todo:
            function = _Function(defined[name], defined, file)
            done[name] = function.text()
            wanted |= function.calls
    return "\n\n".join(done[name] for name in defined if name in done)


class _Function:
    """One function on its way: the names it has, and what it calls."""

    def __init__(self, node, defined, file):
        self.node, self.defined, self.file = node, defined, file
        self.known, self.calls = set(), set()

    def fail(self, node, why):
        raise TranslationError(f"{self.file}, line {node.lineno}: {why}, in {self.node.name}")

    def text(self):
        node, arguments = self.node, self.node.args
        for thing, why in [
            (node.decorator_list, "a decorator"),
            (arguments.vararg, "*arguments"),
            (arguments.kwarg, "**arguments"),
            (arguments.posonlyargs, "positional-only arguments"),
        ]:
            if thing:
                self.fail(node, f"{why} cannot be translated")
        first = len(arguments.args) - len(arguments.defaults)
        plain = [self.name(argument.arg, argument) for argument in arguments.args[:first]]
        state = self.with_defaults(arguments.args[first:], arguments.defaults)
        options = self.with_defaults(arguments.kwonlyargs, arguments.kw_defaults)
        # A rule's state comes as an array and its hyperparameters as an object, each empty where nothing is given.
        if state:
            plain.append(f"[{', '.join(state)}] = []")
        if options:
            plain.append(f"{{{', '.join(options)}}} = {{}}")
        self.known = {argument.arg for argument in [*arguments.args, *arguments.kwonlyargs]}
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        lines = [self.statement(statement) for statement in body]
        if not body or not isinstance(body[-1], ast.Return):
            self.fail(node, "a function must end by returning a value")
        return "\n".join([f"function {self.name(node.name, node)}({', '.join(plain)}) {{", *lines, "}"])

    def with_defaults(self, arguments, defaults):
        return [
            self.name(argument.arg, argument) + ("" if default is None else f" = {self.expression(default)}")
            for argument, default in zip(arguments, defaults, strict=True)
        ]

    def name(self, name, node):
        if name in _RESERVED:
            self.fail(node, f"{name} is a word of JavaScript and cannot name a variable")
        return name

    def statement(self, node):
        match node:
            case ast.Return(value=ast.expr() as value):
                return f"  return {self.expression(value)};"
            case ast.Assign(targets=[ast.Name(id=target)]):
                value = self.expression(node.value)
                return f"  {self.declared([target], node)}{target} = {value};"
            case ast.Assign(targets=[ast.Tuple(elts=parts)]) if all(isinstance(part, ast.Name) for part in parts):
                if isinstance(node.value, ast.Tuple) and len(node.value.elts) != len(parts):
                    self.fail(node, f"{len(node.value.elts)} values cannot become {len(parts)}")
                names, value = [part.id for part in parts], self.expression(node.value)
                return f"  {self.declared(names, node)}[{', '.join(names)}] = {value};"
        return self.fail(node, f"{type(node).__name__} cannot be translated: use assignments and one return")

    def declared(self, names, node):
        """``let`` where all names are new, nothing where all exist; a mixture cannot be one statement."""
        new = [self.name(name, node) for name in names if name not in self.known]
        if new and len(new) != len(names):
            self.fail(node, f"{', '.join(new)} is new and its neighbors are not: assign them in two lines")
        if shadowed := set(new) & set(self.defined):
            self.fail(node, f"{', '.join(shadowed)} is a function of the module already")
        self.known |= set(new)
        return "let " if new else ""

    def expression(self, node):
        match node:
            case ast.Constant(value=bool() | None):
                pass
            case ast.Constant(value=int() | float() as value):
                if isinstance(value, int) and abs(value) > _LARGEST_WHOLE:
                    self.fail(node, f"{value} has more digits than a JavaScript number")
                return "Infinity" if value == float("inf") else repr(value)
            case ast.Name(id=name):
                if name not in self.known:
                    self.fail(node, f"the name {name} is neither an argument nor assigned before")
                return name
            case ast.BinOp(op=op) if type(op) in _BINARY:
                return f"({self.expression(node.left)} {_BINARY[type(op)]} {self.expression(node.right)})"
            case ast.BinOp(op=op):
                self.fail(node, f"{type(op).__name__} cannot be translated: its last bit may differ; write products")
            case ast.UnaryOp(op=ast.USub()):
                return f"(-{self.expression(node.operand)})"
            case ast.Compare(ops=[op], comparators=[right]) if type(op) in _COMPARE:
                return f"({self.expression(node.left)} {_COMPARE[type(op)]} {self.expression(right)})"
            case ast.Tuple(elts=parts) if not any(isinstance(part, ast.Starred) for part in parts):
                return f"[{', '.join(map(self.expression, parts))}]"
            case ast.Attribute() if (name := ast.unparse(node)) in _CONSTANTS:
                return _CONSTANTS[name]
            case ast.Call():
                return self.call(node)
        return self.fail(node, f"{ast.unparse(node)} cannot be translated")

    def call(self, node):
        name = ast.unparse(node.func)
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            self.fail(node, f"call {name} with plain arguments")
        if name == "np.array" and len(node.args) == 1 and isinstance(node.args[0], ast.List):
            return f"[{', '.join(map(self.expression, node.args[0].elts))}]"
        arguments = [self.expression(argument) for argument in node.args]
        if name in _FUNCTIONS:
            count, pattern = _FUNCTIONS[name]
        elif name in self.defined and name not in self.known:
            function = self.defined[name].args
            if function.defaults or function.kwonlyargs:
                self.fail(node, f"{name} has defaults or keywords, so a rule cannot call it")
            self.calls.add(name)
            count, pattern = len(function.args), f"{name}({', '.join(['{}'] * len(function.args))})"
        else:
            self.fail(node, f"the function {name} is not known")
        if len(arguments) != count:
            self.fail(node, f"{name} takes {count} arguments, not {len(arguments)}")
        return pattern.format(*arguments)
