"""The Lab's own pages, locked: they ask no other host, and say what to do where they cannot run."""

# JupyterLab compiles what it checks settings with, and Python is WebAssembly; both need a word of permission.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline' data:; connect-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'none'"
)
NO_SERVER = (
    "JupyterLab needs a page from a web server, and this one is a file. "
    "Run make serve, or python -m http.server in the folder of the site, and open the address that it prints."
)
SENTENCE = (
    f'<script>if (location.protocol === "file:") addEventListener("DOMContentLoaded", () => {{ '
    f"document.body.textContent = {NO_SERVER!r}; document.body.style.cssText = "
    '"max-width: 40rem; margin: 4rem auto; font: 1.1rem/1.5 system-ui, sans-serif"; });</script>'
)
HEAD = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">{SENTENCE}'


def lock(folder):
    """Put the policy and the sentence into every page of the folder."""
    for path in folder.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        if HEAD not in page:
            path.write_text(page.replace("<head>", f"<head>{HEAD}", 1), encoding="utf-8")
