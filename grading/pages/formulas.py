"""Formulas as MathML, which browsers draw by themselves: no program and no other host is asked."""

from html import escape

from latex2mathml.converter import convert

MAX_FORMULA = 2_000  # characters; a longer one stays as it was written
MATHML = set(
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub "
    "msubsup msup mtable mtd mtext mtr munder munderover none".split()
)
MATHML_ATTRIBUTES = {
    "math": {"display"},
    "menclose": {"notation"},
    "mfrac": {"linethickness"},
    "mi": {"mathvariant"},
    "mo": {"accent", "fence", "form", "maxsize", "minsize", "movablelimits", "separator", "stretchy"},
    "mover": {"accent"},
    "mspace": {"width", "linebreak"},
    "mstyle": {"displaystyle", "mathvariant", "scriptlevel"},
    "mtable": {"columnalign", "columnlines", "rowlines"},
    "mtd": {"columnalign"},
    "munder": {"accentunder"},
}


def formula(text, display=False):
    """A formula's MathML, to be cleaned as all else; the formula as it was written where there is none."""
    if len(text) <= MAX_FORMULA:
        try:
            return convert(text, display="block" if display else "inline")
        except Exception:  # of any kind, on a text of any kind
            pass
    marks = "$$" if display else "$"
    return f"<code>{escape(marks + text + marks)}</code>"
