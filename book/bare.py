"""A page of its own beside the book's: a heading and what follows it, with no script and nothing to load."""

from html import escape

from optimizers.words import language

STYLE = """:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
p { max-width: 40rem; }
table { border-collapse: collapse; }
th, td { text-align: start; vertical-align: top; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #8886; }
td { overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr, th, td { display: block; }
  tr { padding: .4rem 0; border-bottom: 1px solid #8886; }
  th, td { padding: 0; border: 0; }
}"""


def page(title, body, head=""):
    """The HTML of a page, named and headed by ``title``; ``head`` is what its head has besides."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{head}<style>{STYLE}</style></head>\n<body><main><h1>{escape(title)}</h1>\n{body}</main></body></html>\n"
    )
