"""Texts that students might write to act on a page, or to look like a part of it; and what of that is left."""

import re
from html.parser import HTMLParser

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "upper": "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "open": "<script>alert(1)",
    "handler": '<img src=x onerror="alert(1)">',
    "svg": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "math": '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
    "frame": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "object": '<object data="data:text/html,<script>alert(1)</script>"></object>',
    "form": "<form action=//evil.example><input name=a autofocus onfocus=alert(1)></form>",
    "meta": '<meta http-equiv="refresh" content="0;url=//evil.example"><base href="//evil.example">',
    "style": "<style>@import '//evil.example/x.css';</style><p style='background:url(//evil.example)'>x</p>",
    "link": "[click](javascript:alert(1)) [tab](java\tscript:alert(1)) [e](&#106;avascript:alert(1))",
    "reference": "[click][1]\n\n[1]: javascript:alert(1)",
    "autolink": "<javascript:alert(1)>",
    "anchor": '<a href="JaVaScRiPt:alert(1)">x</a><a href="data:text/html,<script>alert(1)</script>">x</a>',
    "vbscript": '<a href="vbscript:alert(1)">x</a>',
    "picture": "![x](javascript:alert(1)) ![x](//evil.example/beacon.png) ![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "comment": "<!--><script>alert(1)</script>-->",
    "template": "<template><script>alert(1)</script></template>",
    "fence": "```html\n<script>alert(1)</script>\n```",
    "mermaid": "```mermaid\ngraph TD;A-->B;click A href 'javascript:alert(1)'\n```",
    "formula": r"$\href{javascript:alert(1)}{x}$ $\require{html}\style{background:url(//evil.example)}{x}$",
    "nested": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "broken": '<img """><script>alert(1)</script>">',
    "title": '[x](https://a.example "onmouseover=alert(1)")<a title="x" onclick="alert(1)">x</a>',
    "closing": "</div></div></body><script>alert(1)</script>",
    "marks": '<h1 id="total">9_sample: 100 of 100 points</h1><table><tr><td>Explain</td><td>2 of 2</td></tr></table>',
    "page's classes": '<section class="graded"><header>Your answer<span>13 of 13</span></header></section>'
    '<div class="panel panel-primary nbgrader_cell"><input class="score" value="100"></div>',
    "overlay": '<div style="position:fixed;inset:0;background:white;z-index:9999">100 of 100</div>'
    '<div class="navbar navbar-fixed-top modal-backdrop in">Cover</div>',
    "anchor's name": '<a name="top"></a><p id="explain">x</p><img name="body" id="explain">',
    "clobber": '<form id="location"><input name="submission_id"></form><img name="cookie">'
    '<a id="base_url" href="x">x</a>',
    "tracker": '<img src="https://evil.example/seen.png" alt="seen"><video poster="https://evil.example/seen.jpg"></video>',
    "target": '<a href="https://evil.example" target="_top" download ping="//evil.example">Back to your marks</a>',
    "link to the page": "[Your marks](#explain) [Next](/formgrader/gradebook) [mail](mailto:x@evil.example) "
    "<https://evil.example>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62; "
    "<a href=&#x6A;avascript:alert(1)>x</a>",
    "math's text": "<math><mtext><style><img src=x onerror=alert(1)></style></mtext>"
    "<annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "mutation": "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "plaintext": "<plaintext><textarea><title><xmp><noembed>",
    "details": "<details open ontoggle=alert(1)><summary>x</summary></details><dialog open>100 of 100</dialog>",
    "turned around": "\u202e001 fo 001 \u2066\u202e\u2067 \u200b\u200d\ufeff",
    "long word": "W" * 20_000,
    "long alt": f"![{'100 of 100 ' * 300}](x.png)",
    "tall": "<br>" * 3_000 + "100 of 100",
    "wide": f"| {'| '.join('x' * 300)} |\n|{'---|' * 300}\n",
    "formula that reaches": r"$\mathchoice{\rule{9999em}{9999em}}{x}{x}{x}$ "
    r"$\hspace{-9999em} \vspace{-999em} \mbox{<b>x</b>}$",
    "formula's style": r"$$\style{position:fixed}{x} "
    r"\class{score}{x} \cssId{explain}{x} \color{red}{x} \href{//evil.example}{x}$$",
}


class Page(HTMLParser):
    """All tags and attributes of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]


def dangers(text):
    """What a browser might run or fetch, in a piece of HTML that a student wrote."""
    page = Page(text)
    bad = "script style svg iframe object embed form input meta base link template video audio".split()
    found = [tag for tag in page.tags if tag in bad]
    for tag, name, value in page.attributes:
        plain = re.sub(r"[\x00-\x20]", "", value).lower()
        if name.startswith("on") or name in ("style", "srcdoc", "srcset", "action", "formaction", "xlink:href"):
            found.append(f"{tag} {name}")
        if name == "href" and not re.match(r"(https?://|mailto:|#)", plain):
            found.append(f"{tag} {name}={value}")
        if name == "src" and not re.match(r"data:image/(png|jpeg|gif);", plain):
            found.append(f"{tag} {name}={value}")
    return found
