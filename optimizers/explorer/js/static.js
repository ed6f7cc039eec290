// The figure as text, for pages where no script runs: called by Python through Node.

import { drawScene } from "./scene.js";
import { asText } from "./svg.js";
import { viewCalled } from "./views/index.js";
import { speak } from "./words.js";

export const picture = ({ view, options, values, width, prefix, language }) => {
  speak(language);
  const scene = viewCalled(view).scene(values, options, Infinity);
  const { nodes, height } = drawScene(scene.panels, width, prefix);
  return { nodes: asText(nodes), width, height, status: scene.status, target: scene.target ?? null };
};
