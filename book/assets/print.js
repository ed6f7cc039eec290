// A page goes to paper light, with the answers that its reader has not opened at its end, or in the place for answers
// that a whole book has. After that everything is as it was.

{
  const undo = [];
  const element = (tag, attributes, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  };
  const set = (owner, name, value) => {
    const before = owner[name];
    owner[name] = value;
    undo.push(() => (owner[name] = before));
  };
  const add = (made, put) => {
    put(made);
    undo.push(() => made.remove());
  };
  const move = (node, into) => {
    const mark = document.createComment("");
    node.replaceWith(mark);
    into.append(node);
    undo.push(() => mark.replaceWith(node));
  };

  // The parts of an answer that is shut. An answer that was given, or opened, stands with its question.
  const shut = (asked) => {
    const fold = asked.matches("details") ? asked : asked.querySelector(":scope > details");
    const parts = [...(fold?.children ?? [])].filter((part) => !part.matches("summary, .answers, .judged"));
    return fold?.open && !parts.some(({ hidden }) => hidden) ? [] : parts;
  };

  const gather = (article, into) => {
    const list = element("dl", {});
    for (const [i, asked] of article.querySelectorAll(".predict, details.question").entries()) {
      const parts = shut(asked), name = (asked.id ||= `${article.id}-asked-${i + 1}`), number = list.childElementCount / 2 + 1;
      if (!parts.length) continue;
      const question = asked.querySelector(".ask, summary").cloneNode(true);
      const answer = element("dd", { className: asked.classList.contains("claim") ? "claim" : "" });
      list.append(element("dt", { id: `${name}-answer` }, element("a", { href: `#${name}` }, `${number}`), " ", ...question.childNodes), answer);
      for (const part of parts) {
        set(part, "hidden", false);
        move(part, answer);
      }
      const place = element("p", { className: "answer-place" }, element("a", { href: `#${name}-answer` }, `Answer ${number}`), " stands at the end.");
      add(place, (it) => (asked.matches("details") ? asked.after(it) : asked.append(it)));
    }
    const title = into ? article.querySelector("h1").textContent : "Answers";
    if (list.childElementCount) add(element("section", { className: "answers-on-paper" }, element("h2", {}, title), list), (it) => (into ?? article).append(it));
  };

  addEventListener("beforeprint", () => {
    set(document.documentElement.dataset, "theme", "light");
    const into = document.getElementById("answers-on-paper");
    for (const article of document.querySelectorAll("article.bd-article")) gather(article, into);
  });
  addEventListener("afterprint", () => {
    for (const back of undo.splice(0).reverse()) back();
  });
}
