// The worker behind "Edit the rule": MicroPython runs the reader's text, and the same views draw what comes of it.
// It is a worker of its own so that a loop without an end can be ended from outside.

import { RULES } from "./translated.js";
import { viewCalled } from "./views/index.js";

// What a rule may use of NumPy, for one number at a time. NaN passes through, as it does there.
const NUMPY = `import math, page

class NumPy:
    inf, nan = math.inf, math.nan
    abs, exp = abs, math.exp
    def sqrt(self, x): return math.sqrt(x) if x >= 0 else math.nan
    def log(self, x): return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan
    def sign(self, x): return x if x != x else (x > 0) - (x < 0)
    def where(self, yes, a, b): return a if yes else b
    def zeros_like(self, x): return 0.0
    def minimum(self, a, b): return a if a != a or a < b else b
    def maximum(self, a, b): return a if a != a or a > b else b
    def clip(self, x, low, high): return self.minimum(self.maximum(x, low), high)
    def __getattr__(self, name):
        known = "sqrt, sign, where, zeros_like, minimum, maximum, clip, abs, exp and log"
        raise AttributeError("np has no " + name + " here; it has " + known)

options = {}

def load(source, name):
    global rule
    options.clear()
    names = {"np": NumPy()}
    exec(compile(source, "rule", "exec"), names)
    if name not in names:
        raise NameError("the figure calls " + name + ", and nothing of that name is defined")
    rule = names[name]

def option(name, value):
    options[name] = float(value)

def step(*values):
    new = rule(*[float(value) for value in values], **options)
    if not isinstance(new, tuple):
        raise TypeError("a rule returns a tuple, the new params first, and this one returned " + repr(new))
    for value in new:
        page.put(float(value))
`;

// The step of a reader's rule, called as a translated one is. Numbers cross one by one, so that none loses a digit.
const stepIn = (python, values) => {
  const [option, step] = ["option", "step"].map((name) => python.globals.get(name));
  return (params, grad, state, options) => {
    for (const [name, value] of Object.entries(options)) option(name, value);
    values.length = 0;
    step(params, grad, ...state);
    return [...values];
  };
};

// MicroPython's traceback as a line of the reader's text, 0 where it names none, and what went wrong.
export const inWords = (error) => {
  const lines = String(error.message).trim().split("\n"), at = /File "rule", line (\d+)/;
  const line = Number(lines.findLast((text) => at.test(text))?.match(at)[1] ?? 0);
  const [, kind, words] = lines.at(-1).match(/^(\w+)(?:: (.*))?$/) ?? [null, "Error", lines.at(-1)];
  if (kind === "SyntaxError" || kind === "IndentationError") {
    return { line, words: `this is not Python yet: ${words || "look for a missing bracket, colon or comma"}.` };
  }
  const argument = words?.match(/unexpected keyword argument '(\w+)'/)?.[1];
  if (argument) return { line, words: `the figure hands over ${argument}: keep it among the arguments behind the star.` };
  return { line, words: `${words || kind}${/[.!?]$/.test(words) ? "" : "."}` };
};

const begin = async () => {
  const { loadMicroPython } = await import(new URL("micropython/micropython.mjs", location.href).href);
  const python = await loadMicroPython({ stdout: () => {}, stderr: () => {} });
  const values = [], originals = { ...RULES };
  python.registerJsModule("page", { put: (value) => { values.push(value); } });
  python.runPython(NUMPY);
  const load = python.globals.get("load"), step = stepIn(python, values);
  onmessage = ({ data: { id, rule, source, view, values: settings, options, shown } }) => {
    try {
      load(source, rule);
      Object.assign(RULES, originals, { [rule]: { ...originals[rule], step } });
      postMessage({ id, scene: viewCalled(view).scene(settings, options, shown) });
    } catch (error) {
      postMessage({ id, error: inWords(error) });
    }
  };
  postMessage({ ready: true });
};

if (typeof importScripts === "function") begin().catch(() => postMessage({ failed: true }));
