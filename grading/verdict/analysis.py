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


def without_checks(code):
    """An instructor's ``code`` as a tree, without its import of `grading.checks`: who runs it has others for these."""
    tree = ast.parse(code)
    tree.body = [it for it in tree.body if not (isinstance(it, ast.ImportFrom) and it.module == "grading.checks")]
    return tree


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


def draws(text):
    """Whether a student's ``text`` seems to draw a figure; it is searched, never parsed."""
    return bool(re.search(r"\b(?:plt|pyplot|axe?s?|fig|figure)\b\s*[.\[=]|\.(?:plot|imshow|scatter|semilogy)\(", text))


def is_prose(text):
    """Whether a student's ``text`` reads as sentences, in whatever language, and not as code."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    plain = [re.sub(r"[$`][^$`\n]{0,500}[$`]", "", line) for line in lines]  # formulas and code within sentences
    worded = len(text.split()) >= FEWEST or not text.isascii()  # some languages have no spaces
    return worded and 3 * sum(bool(_CODE.search(line)) for line in plain) <= len(lines)


FEWEST = 5  # words of an answer
_CODE = re.compile(
    r"^(?:import|from|def|class|return|for|while|if|elif|else|with|try|except|assert|print)\b"
    r".*(?:[:)\]]|import .*|= .*)$"
    r"|^(?:[%!@]|[\w.\[\]'\", ]{1,80}[-+*/]?=(?!=)|[\w.]{1,80}\(.*\)$|[\])}]+[,:]?$)"
)
