// What the modules hand to each other, field by field. Editors read it; a test holds every scene of every chapter to it.

/**
 * A drawing under `views/`.
 * @typedef {object} View
 * @property {(values: object, options: object, shown: number) => Scene} scene - A pure function of the controls' values
 *   by name, the plain data that `explore_*` made in Python, and how many steps are shown, Infinity for all:
 *   no label tells a result before its line has come there; status and target wait by themselves.
 * @property {(x: number, y: number) => object} [moved] - The values that the handle sets; a scene with a handle needs it.
 */

/**
 * A figure as data.
 * @typedef {object} Scene
 * @property {Panel[]} panels
 * @property {number} steps - How many there are to play; 0 for a figure that stands still.
 * @property {string} status - A sentence on what is seen, below the figure and read out.
 * @property {Target | null} [target] - What the reader is asked to reach.
 * @property {Handle} [handle] - What the reader can drag.
 * @property {Run[]} data - What was computed. Python computes it again in the tests, to the last bit.
 */

/**
 * @typedef {object} Target
 * @property {string} text
 * @property {boolean} reached
 */

/**
 * @typedef {object} Handle
 * @property {number} panel - Its index.
 * @property {number} x - In the panel's units, as y.
 * @property {number} y
 * @property {string} words - What a screen reader calls it.
 */

/**
 * Numbers by name, and the `rule` that they are of where there is one.
 * @typedef {Record<string, string | number | Numbers | Numbers[] | Numbers[][]>} Run
 */

/**
 * @typedef {object} Panel
 * @property {string} title
 * @property {Axis} x
 * @property {Axis} y
 * @property {Layer[]} layers - From the lowest to the topmost.
 * @property {boolean} [equal] - Both axes at one scale; the wider one shows more.
 * @property {number} [share] - Of the width, beside a panel with 1.
 * @property {number} [room] - Pixels at the right, for names of curves.
 */

/**
 * @typedef {object} Axis
 * @property {number} low
 * @property {number} high
 * @property {boolean} [log]
 * @property {string} [label]
 */

/**
 * What a panel shows; `over` draws outside of its frame too.
 * @typedef {Contours | Curve | Dots | Mark | Exit | Level | Bands | Note} Layer
 */

/**
 * @typedef {object} Contours
 * @property {"contours"} kind
 * @property {Numbers[]} segments - Each [x1, y1, x2, y2].
 */

/**
 * @typedef {object} Curve
 * @property {"curve"} kind
 * @property {Numbers} xs
 * @property {Numbers} ys - NaN leaves a gap.
 * @property {number} [count] - Of points to draw; all unless told.
 * @property {Colour} colour
 * @property {string | null} [dash] - As SVG writes it.
 * @property {number} [width]
 * @property {string} [name] - Written where the curve ends.
 * @property {number} [head] - While it plays, the dot at its front: how far it has come to the next step, from 0 to 1.
 * @property {string} [symbol] - What of the rule it shows: it is lit together with that symbol.
 */

/**
 * A dot for every step of a path.
 * @typedef {object} Dots
 * @property {"dots"} kind
 * @property {Numbers} xs
 * @property {Numbers} ys
 * @property {number} [count]
 * @property {Colour} colour
 * @property {number} [size]
 * @property {number} [every] - Draws one in so many.
 */

/**
 * @typedef {object} Mark
 * @property {"mark"} kind
 * @property {"dot" | "ring" | "star"} shape
 * @property {number} x
 * @property {number} y
 * @property {Colour} [colour]
 * @property {number} [size]
 * @property {boolean} [over]
 */

/**
 * A cross where a path first leaves the picture.
 * @typedef {object} Exit
 * @property {"exit"} kind
 * @property {Numbers} xs
 * @property {Numbers} ys
 * @property {number} [count]
 * @property {Colour} colour
 * @property {boolean} [over]
 */

/**
 * A line across the panel: level at `y`, upright at `x`.
 * @typedef {object} Level
 * @property {"level"} kind
 * @property {number} [x]
 * @property {number} [y]
 * @property {Colour} [colour]
 * @property {string} [dash]
 */

/**
 * A heat map in bands.
 * @typedef {object} Bands
 * @property {"bands"} kind
 * @property {Numbers[][]} rects - For every band, each [x from, x to, y from, y to].
 * @property {number[]} opacities - One for every band.
 * @property {Colour} colour
 */

/**
 * @typedef {object} Note
 * @property {"note"} kind
 * @property {number} x
 * @property {number} y
 * @property {string} text
 * @property {Colour} [colour]
 * @property {"start" | "middle" | "end"} [anchor]
 * @property {number} [dx] - Pixels away from x, and dy from y.
 * @property {number} [dy]
 */

/** @typedef {number[] | Float64Array} Numbers */

/** @typedef {string} Colour - By its name in the palette. */

/**
 * Where values are kept: anywidget's in a notebook, host.js's own on a page.
 * @typedef {object} Model
 * @property {(name: string) => unknown} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, call: () => void) => void} on - Calls back at "change:name".
 */

/**
 * What `figure` returns, and "explorer:ready" carries as its detail.
 * @typedef {object} Figure
 * @property {Model} model
 * @property {Element} root
 * @property {Scene} scene - The one that is drawn.
 * @property {() => [object, object]} current - The values and the options that it is drawn from.
 * @property {() => void} draw
 * @property {(maker: Maker | null) => void} drawBy - Lets another one make the scenes from now on; null gives them back.
 * @property {() => void} end
 */

/** @typedef {(values: object, options: object, shown: number, paint: (scene: Scene) => void) => void} Maker */

export {}; // nothing but types, and yet a module, so that others can name them
