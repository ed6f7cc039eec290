"""Python's side of the worker behind *Edit and run*: a `Session` whose outputs are what a page shows."""

import json
import logging

from book.browser.imports import imported, statements
from book.browser.session import Session
from book.inline import inlined
from optimizers.words import phrase

SVG = "image/svg+xml"


class Worker:
    """Runs cells for a page. ``tell(text)`` sends it a number and an output as JSON; ``draw`` draws an explorer."""

    def __init__(self, tell, draw):
        self._session = Session(lambda number, output: tell(json.dumps([number, self._shown(number, output)])))
        self._draw, self._alt, self._runs = draw, "", 0
        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it looks at its fonts at every start

    def imports(self, source):
        """Import statements that tell what to load for a cell."""
        return statements(source)

    async def run(self, source, name, alt):
        """Run the cell called ``name``: its outputs as JSON. ``alt`` is what its figure shows, where that is known."""
        self._alt, self._runs = alt or phrase("Drawn by your version of this cell."), self._runs + 1
        if "optimizers.explorer" in imported(source):
            self._adopt_drawing()
        outputs = await self._session.run_async(source, name)
        return json.dumps([self._shown(number, output) for number, output in enumerate(outputs)])

    def _adopt_drawing(self):
        """The page forbids JavaScript made of text, which explorers draw their picture by; the worker brings it."""
        from optimizers.explorer import figure

        figure._drawing = lambda: self._draw

    def _shown(self, number, output):
        """An output with its picture as part of a page."""
        data = output.get("data", {})
        if SVG not in data:
            return output
        if "data-explorer=" in data[SVG]:  # which the page draws itself
            return output | {"data": {mime: value for mime, value in data.items() if mime not in (SVG, "text/html")}}
        return output | {"data": data | {SVG: inlined(data[SVG], self._alt, f"r{self._runs}-{number}")}}
