import sys

# jsonschema, which every notebook is read with, compiles forty grammars of this package on import, a second of every
# process, to check a kind of address that no notebook has; it does without.
sys.modules.setdefault("rfc3987_syntax", None)
