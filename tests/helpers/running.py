"""A reader who changes and runs the cells of the built pages."""

from helpers.browsing import SITE, until
from helpers.everybody import Everybody

RUNTIME = SITE / "lab" / "static" / "pyodide"
ANSWERED = "!/…$/.test(document.querySelector('.run-panel [role=status]').textContent)"
AT_REST = "![...document.querySelectorAll(':is(.run-cell, .run-panel) button')].some((it) => it.textContent === 'Stop')"
READ_ON = "document.querySelectorAll('.predict .on-screen button').forEach((button) => button.click())"


class Reader:
    """One who opens pages in a browser of their own, and what went wrong in it."""

    def __init__(self, browser, address, **options):
        self.others = Everybody()
        proxy = {"server": f"http://127.0.0.1:{self.others.server_port}", "bypass": "127.0.0.1"}
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "proxy": proxy} | options)
        self.address, self.asked, self.complaints = address, [], []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("console", lambda it: self.complaints.append(it.text) if it.type == "error" else None)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def opens(self, chapter):
        self.page = self.context.new_page()
        self.page.goto(f"{self.address}/chapters/{chapter}.html")
        self.page.evaluate(READ_ON)
        return self.page

    def starts(self, chapter):
        page = self.opens(chapter)
        self.starts_here()
        return page

    def starts_here(self):
        self.page.locator(".run-start").click()
        self.ready()

    def ready(self):
        """Wait for Python, or for why it cannot be had."""
        self.page.locator(".run-panel").wait_for()
        until(self.page, ANSWERED)

    def rests(self):
        """Wait until no cell runs."""
        until(self.page, AT_REST)

    def forgives(self, words):
        """Complaints that a test has provoked."""
        self.complaints[:] = [complaint for complaint in self.complaints if words not in complaint]

    def panel(self):
        return self.page.locator(".run-panel").inner_text()

    def cell(self, name):
        return self.page.locator(f"[data-cell={name}]")

    def shows(self, name):
        """Open the folds around a cell's code."""
        self.cell(name).evaluate(
            "(cell) => [...cell.querySelectorAll('details.code'), cell.closest('details')].forEach("
            "(fold) => fold && (fold.open = true))"
        )
        return self.cell(name)

    def runs(self, name, text=None):
        """Run a cell, with another text if there is one: what its status says in the end."""
        field = self.shows(name).locator("textarea")
        if text is not None:
            field.fill(text)
        field.press("Shift+Enter")
        self.rests()
        return self.said(name)

    def said(self, name):
        return self.cell(name).locator(".run-cell [role=status]").text_content()

    def output(self, name):
        return self.cell(name).locator(".cell_output").inner_text()
