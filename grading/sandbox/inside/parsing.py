"""A student's cell as a tree that Python can run: IPython's syntax is recognised, an import that fails stops nothing.

IPython's own transformer tells its syntax, as in a notebook, and makes it calls of ``get_ipython()``, which
``notebook_shell`` answers. It is loaded only for a cell that is no plain Python.
"""

import ast
import importlib
import linecache
import re
import symtable

LACKING = "__lacking__"  # what the notebook's names hold the function under that stands in for a lacking module


def parsed(code, file):
    """The cell as a tree. Raises SyntaxError for what no notebook could run."""
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    try:
        tree = ast.parse(code, file)
    except SyntaxError:
        plain = _plain(code)
        if plain is None:
            raise
        tree = ast.parse(plain, file)
    tree.body = [part for node in tree.body for part in _patient(node)]
    return tree


def _plain(code):
    """The code with IPython's syntax as calls, line for line; None where it has none, or none that can be read."""
    manager = importlib.import_module("IPython.core.inputtransformer2").TransformerManager()
    try:
        plain = manager.transform_cell(code)
    except (SyntaxError, RuntimeError):
        return None
    above = re.match(r"(?:[ \t]*\n)*", code)[0].count("\n")  # which the transformer leaves out
    return None if plain.strip() == code.strip() else "\n" * above + plain


def _patient(node):
    """The statement; in place of an import, one for each of its names that does not stop the cell."""
    if isinstance(node, ast.Import):
        parts = [ast.Import([alias]) for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
        parts = [ast.ImportFrom(node.module, [alias], node.level) for alias in node.names]
    else:
        return [node]
    return [_guarded(ast.copy_location(part, node), part.names[0]) for part in parts]


def _guarded(node, alias):
    """``try: <node>``, and where it fails, ``name = __lacking__(name)``, which knows the exception."""
    name = alias.asname or alias.name.partition(".")[0]
    stand_in = ast.Call(ast.Name(LACKING, ast.Load()), [ast.Constant(name)], [])
    bound = ast.Expr(stand_in) if name == "*" else ast.Assign([ast.Name(name, ast.Store())], stand_in)
    guarded = ast.Try([node], [ast.ExceptHandler(None, None, [bound])], [], [])
    for part in [guarded, guarded.handlers[0], *ast.walk(bound)]:
        ast.copy_location(part, node)
    return guarded


def needed(tree, later):
    """Whether the code ``later`` mentions a name that this cell binds or changes."""
    bound = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
                node = node.value
            bound.add(getattr(node, "id", None))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("run_line_magic", "run_cell_magic"):
            for text in node.args:  # a statement that is timed, for one
                bound |= set(re.findall(r"\w+", str(getattr(text, "value", ""))))
    return not bound.isdisjoint(reads(later))


def reads(code):
    """The names that ``code`` may take from before it: those that it reads, but for its functions' own."""
    try:
        tree, tables = ast.parse(code), [symtable.symtable(code, "later", "exec")]
    except SyntaxError:  # whatever it is: every word may be a name
        return set(re.findall(r"\w+", code))
    found, nodes = set(), [tree]
    for node in nodes:
        if isinstance(node, ast.AugAssign | ast.Delete):  # to the compiler, these only set
            found |= {getattr(it, "id", None) for it in getattr(node, "targets", [getattr(node, "target", None)])}
        nodes += [it for it in ast.iter_child_nodes(node) if not isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)]
    for table in tables:
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_referenced() if table.get_type() == "module" else symbol.is_global():
                found.add(symbol.get_name())
    if found & {"eval", "exec", "globals", "locals", "vars"}:  # names may be in words, too
        found |= set(re.findall(r"\w+", code))
    return found
