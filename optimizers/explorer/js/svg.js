// Scenes of `scene.js` as SVG: written as text where nothing runs, patched into the page where something does.

const SPACE = "http://www.w3.org/2000/svg";
// Set as style: colours are variables, and matplotlib's figures on the same page style every path's ends.
const STYLED = new Set(["fill", "stroke", "stroke-linecap", "stroke-linejoin"]);
const COLOURS = new Set(["fill", "stroke"]);
const styled = (name, value) => (COLOURS.has(name) && value !== "none" ? `var(--explorer-${value})` : value);
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

export const asText = (nodes) =>
  nodes.map(({ tag, children = [], text = "", ...rest }) => {
    const attributes = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null);
    const words = attributes.filter(([name]) => !STYLED.has(name)).map(([name, value]) => ` ${name}="${escaped(String(value))}"`).join("");
    const style = attributes.filter(([name]) => STYLED.has(name)).map(([name, value]) => `${name}:${styled(name, value)}`).join(";");
    return `<${tag}${words}${style && ` style="${style}"`}>${asText(children)}${escaped(text)}</${tag}>`;
  }).join("");

// Elements are kept from one drawing to the next and only what differs is set.
export const patch = (parent, nodes) => {
  const kept = (parent.drawn ??= []);
  nodes.forEach(({ tag, children, text, ...rest }, i) => {
    let old = kept[i];
    if (!old || old.tag !== tag) {
      const element = document.createElementNS(SPACE, tag);
      if (old) old.element.replaceWith(element);
      else parent.append(element);
      old = kept[i] = { tag, element, attributes: {}, text: undefined };
    }
    for (const name in rest) {
      if (old.attributes[name] === rest[name]) continue;
      if (rest[name] === undefined || rest[name] === null) old.element.removeAttribute(name);
      else if (STYLED.has(name)) old.element.style.setProperty(name, styled(name, rest[name]));
      else old.element.setAttribute(name, rest[name]);
    }
    for (const name in old.attributes) {
      if (name in rest) continue;
      if (STYLED.has(name)) old.element.style.removeProperty(name);
      else old.element.removeAttribute(name);
    }
    old.attributes = rest;
    if (children) patch(old.element, children);
    else if (old.text !== text) old.element.textContent = text ?? "";
    old.text = text;
  });
  for (const { element } of kept.splice(nodes.length)) element.remove();
};
