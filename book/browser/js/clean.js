// HTML and SVG that a cell has made, as nodes of which none runs, loads or sends anything: what is not known to be
// harmless is left out.

const words = (text) => new Set(text.split(/\s+/));
const TAGS = words(`a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd
  li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var
  svg g path rect circle ellipse line polyline polygon text tspan defs clipPath use image title desc linearGradient radialGradient stop`);
const ATTRIBUTES = words(`alt class colspan dir height id lang open role rowspan scope style tabindex title width
  data-groups data-prediction data-sources data-symbol data-veils data-verdict
  clip-path clip-rule cx cy d dominant-baseline dx dy fill fill-opacity fill-rule font-family font-size font-style font-weight gradientTransform gradientUnits
  offset opacity points preserveAspectRatio r rx ry stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
  stroke-miterlimit stroke-opacity stroke-width text-anchor transform viewBox x x1 x2 y y1 y2`);
const OUTSIDE = /url\(\s*["']?(?!["']?#)|image-set\(|src\(|expression\(/i; // in a style: what loads
const DATA = /^data:image\/(png|jpeg|gif);base64,/;

// Of what refers to something: links lead to pages, pictures carry their data, the rest stays within the picture.
const reference = (element, value) => {
  if (element.localName === "a") return /^(https?:|#)/.test(value);
  if (element.localName === "img" || element.localName === "image") return DATA.test(value);
  return value.startsWith("#");
};

const harmless = (element, { name, value }) => {
  if (/^(xlink:)?href$|^src$/.test(name)) return reference(element, value);
  return (ATTRIBUTES.has(name) || name.startsWith("aria-")) && !OUTSIDE.test(value);
};

const cleaned = (element) => {
  for (const child of [...element.children]) {
    if (TAGS.has(child.localName)) cleaned(child);
    else child.remove();
  }
  for (const attribute of [...element.attributes]) if (!harmless(element, attribute)) element.removeAttributeNode(attribute);
  if (element.localName === "a") element.setAttribute("rel", "noopener noreferrer");
};

export const clean = (html) => {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  cleaned(body);
  fragment.append(...body.childNodes);
  return fragment;
};
