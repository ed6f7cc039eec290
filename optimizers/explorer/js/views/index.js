// Every view by the name that Python asks for it with.

import { counterexample } from "./counterexample.js";
import { descents } from "./descents.js";
import { dials } from "./dials.js";
import { drift } from "./drift.js";
import { outliers } from "./outliers.js";
import { parabola } from "./parabola.js";
import { phase } from "./phase.js";
import { rates } from "./rates.js";
import { records } from "./records.js";
import { sensitivity } from "./sensitivity.js";
import { sharpness } from "./sharpness.js";
import { signs } from "./signs.js";
import { tape } from "./tape.js";

/** @type {Record<string, import("../contract.js").View>} */
export const VIEWS = {
  counterexample,
  descents,
  dials,
  drift,
  outliers,
  parabola,
  phase,
  rates,
  records,
  sensitivity,
  sharpness,
  signs,
  tape,
};

export const viewCalled = (name) => {
  if (!Object.hasOwn(VIEWS, name)) throw new Error(`no view is called ${name}; js/views/index.js lists ${Object.keys(VIEWS).join(", ")}`);
  return VIEWS[name];
};
