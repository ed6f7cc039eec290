"""What code defines, mentions and draws, told without running it."""

import ast
import re


def definitions(code):
    """What an instructor's ``code`` defines at top level: each name with its node, the last definition counting.

    For trusted code only: a hostile text can crash Python's parser. Raises SyntaxError.
    """
    names = {}
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] = node
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        for target in targets if isinstance(node, ast.Assign | ast.AnnAssign) else []:
            parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            names |= {part.id: node for part in parts if isinstance(part, ast.Name)}
    return names


def mentioned(code):
    """Every name that an instructor's ``code`` reads."""
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}


def only_draws(code):
    """Whether all that an instructor's ``code`` does is to call pyplot."""
    return all(isinstance(node, ast.Expr) and _root(node.value) == "plt" for node in ast.parse(code).body)


def _root(node):
    """The name that a call such as ``plt.gca().plot(x)`` begins with; None for what is no call."""
    if not isinstance(node, ast.Call):
        return None
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", None)


def defines(text, name):
    """Whether a student's ``text`` seems to define ``name`` at top level; it is searched, never parsed."""
    name = re.escape(name)
    # Of several targets in one line it may be any; the bounds keep a hostile text from taking long.
    before, after = r"(?:[(\[*]?\w{1,80}[ \t]?,[ \t]?){0,20}[(\[*]?", r"[)\]]?[ \t]*(?:[:,][^=\n]{0,200})?=(?!=)"
    return bool(re.search(rf"^(?:(?:def|class)[ \t]+{name}\b|{before}{name}\b{after})", text, re.MULTILINE))
