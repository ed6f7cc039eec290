// What a link leads to, shown beside it while the pointer rests on it or the keyboard is at it: a word of the glossary, an
// equation, a figure, a source. Escape closes it, the pointer may move onto it, and a finger's touch follows the link.
// What stands on another page comes from a script of that page's previews, since a page from a file may load no other.

{
  const WAIT = 150, GRACE = 250; // milliseconds before one is shown, and before one that was left goes
  const KINDS = "dt, figure, div.math, div.citation";
  const LEFT_OUT = "script, .headerlink, .citation > .label, .eqno";
  const index = new URL(document.currentScript.dataset.previews, location.href), root = new URL("../../", index);
  const article = document.querySelector("article"), loaded = new Map();
  let panel = null, link = null, timer = null;

  const load = (address) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    return new Promise((done) => { script.onload = script.onerror = done; document.head.append(script); });
  };
  const once = (address) => loaded.get(address) ?? loaded.set(address, load(address)).get(address);

  // A live figure is shown as it stands, without its controls.
  const copied = (place) => {
    if (place.matches("dt")) {
      const meaning = document.evaluate("following-sibling::dd", place, null, 9).singleNodeValue;
      return [place.cloneNode(true), meaning?.cloneNode(true) ?? ""];
    }
    if (!place.querySelector(".explorer-place")) return [place.cloneNode(true)];
    return [place.querySelector(".stage svg"), place.querySelector("figcaption")].map((part) => part?.cloneNode(true) ?? "");
  };

  const content = async ({ href }) => {
    const { origin, pathname, search, hash } = new URL(href), id = decodeURIComponent(hash.slice(1));
    const box = document.createElement("div");
    if (pathname === location.pathname) {
      const place = document.getElementById(id);
      if (place?.matches(KINDS)) box.append(...copied(place));
      for (const part of box.querySelectorAll("[id]")) part.removeAttribute("id");
    } else {
      const page = href.slice(root.href.length).split("#")[0];
      await once(index.href);
      const script = window.previews?.files[page];
      if (script) await once(new URL(script, index).href);
      box.innerHTML = window.previews?.[page]?.[id] ?? "";
    }
    box.querySelectorAll(LEFT_OUT).forEach((part) => part.remove());
    for (const inner of box.querySelectorAll("a")) inner.replaceWith(...inner.childNodes);
    return box;
  };

  const close = () => {
    clearTimeout(timer);
    panel?.remove();
    link?.removeAttribute("aria-describedby");
    panel = link = null;
  };

  // Below its link where there is room, else above it, and never beyond the window's sides.
  const put = (box) => {
    const page = article.getBoundingClientRect(), at = link.getClientRects()[0], { width, height } = box.getBoundingClientRect();
    const left = Math.max(16, Math.min(at.left, document.documentElement.clientWidth - width - 16));
    const above = at.bottom + height + 8 > innerHeight && at.top - height - 8 > 0;
    box.style.left = `${left - page.left}px`;
    box.style.top = `${(above ? at.top - height - 6 : at.bottom + 6) - page.top}px`;
  };

  const open = async (wanted) => {
    close();
    link = wanted;
    const box = await content(wanted);
    if (link !== wanted || !box.hasChildNodes()) return;
    panel = Object.assign(box, { className: "preview", id: "preview" });
    panel.setAttribute("role", "tooltip");
    article.append(panel);
    put(panel);
    link.removeAttribute("title"); // which says the same
    link.setAttribute("aria-describedby", panel.id);
  };

  const linkOf = ({ target }) => target.closest?.('a[href*="#"]:not(.headerlink, .plays)');
  const soon = (call, time) => { clearTimeout(timer); timer = setTimeout(call, time); };

  article?.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const over = linkOf(event);
    if (panel?.contains(event.target) || (over && over === link)) clearTimeout(timer);
    else if (over) soon(() => open(over), WAIT);
  });
  article?.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "touch" && (linkOf(event) || panel?.contains(event.target))) soon(close, GRACE);
  });
  article?.addEventListener("focusin", (event) => {
    const at = linkOf(event);
    if (at?.matches(":focus-visible")) open(at);
  });
  article?.addEventListener("focusout", close);
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(); });
}
