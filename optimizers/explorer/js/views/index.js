// Every view by the name that Python asks for it with.

import { descent } from "./descent.js";
import { phase } from "./phase.js";
import { records } from "./records.js";
import { signs } from "./signs.js";
import { counterexample, dials, outliers } from "./tapes.js";

export const VIEWS = { counterexample, descent, dials, outliers, phase, records, signs };
