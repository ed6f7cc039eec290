"""What a cell or a module imports, in the dotted names by which the runtime's lock file knows what to load."""

import ast


def imported(source):
    """The modules that a text of Python names in imports, anywhere in it, those above them, and what it takes from
    them, which may be modules, too; none if it does not parse."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()  # which running it will tell
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*"} | {node.module}
    return {".".join(parts[:end]) for parts in (name.split(".") for name in found) for end in range(1, len(parts) + 1)}


def statements(source):
    """The same as import statements, which is how Pyodide is told what to load."""
    return "\n".join(f"import {name}" for name in sorted(imported(source)))
