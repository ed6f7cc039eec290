// The worker behind "Edit the rule": MicroPython runs the reader's text, and the same views draw what comes of it.
// It is a worker of its own so that a loop without an end can be ended from outside.

import { RULES } from "./translated.js";
import { viewCalled } from "./views/index.js";
import { phrase, phrases, speak } from "./words.js";

// What Python here refuses, in the page's language; as JSON it is Python's, too.
const refusals = () => ({
  unknown: phrase("np has no {name} here; it has sqrt, sign, where, zeros_like, minimum, maximum, clip, abs, exp, tanh and log"),
  elsewhere: phrase("a rule can import numpy and math here, and nothing else"),
  star: phrase("name what you take from {name}, in place of the star"),
  input: phrase("nobody is there to answer input()"),
  undefined: phrase("no line defines {name}, which the figure calls"),
  uncallable: phrase("{name} must be a function, and is {value}"),
  single: phrase("a rule returns a tuple, the new params first, and this one returned {value}"),
  empty: phrase("a rule returns the new params first, and this one returned ()"),
  wordy: phrase("a rule returns numbers, the new params first, and this one returned {value}"),
});

// What a rule may import. It runs in a namespace of its own: a function gives away its globals, and in these is nothing
// that leads out of the worker. NaN passes through, as it does in NumPy.
const MODULES = `import math

class NumPy:
    inf, nan, pi, e = math.inf, math.nan, math.pi, math.e
    abs, exp, tanh = abs, math.exp, math.tanh
    def sqrt(self, x): return math.sqrt(x) if x >= 0 else math.nan
    def log(self, x): return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan
    def sign(self, x): return x if x != x else (x > 0) - (x < 0)
    def where(self, yes, a, b): return a if yes else b
    def zeros_like(self, x): return 0.0
    def minimum(self, a, b): return a if a != a or a < b else b
    def maximum(self, a, b): return a if a != a or a > b else b
    def clip(self, x, low, high): return self.minimum(self.maximum(x, low), high)
    def __getattr__(self, name):
        raise AttributeError(said["unknown"].replace("{name}", name))

modules = {"numpy": NumPy(), "math": math}

def bring(name, globals=None, locals=None, names=None, level=0):
    if level or name not in modules:
        raise ImportError(said["elsewhere"])
    if names and "*" in names:
        raise ImportError(said["star"].replace("{name}", name))
    return modules[name]

def refuse(*_):
    raise NotImplementedError(said["input"])
`;

// What the figure itself finds wrong is an error of a kind of its own, so that its place can be told whatever its words.
const UNDEFINED = "Undefined", RETURNED = "Returned";
const RUNNING = `import builtins, page

class ${UNDEFINED}(Exception): pass
class ${RETURNED}(Exception): pass

options, ours = {}, {}
exec(page.modules, ours)
builtins.__import__, builtins.input, said = ours["bring"], ours["refuse"], ours["said"]

def load(source, name):
    global rule
    options.clear()
    names = {"np": ours["NumPy"]()}
    exec(compile(source, "rule", "exec"), names)
    if name not in names:
        raise ${UNDEFINED}(said["undefined"].replace("{name}", name))
    rule = names[name]
    if not callable(rule):
        raise TypeError(said["uncallable"].replace("{name}", name).replace("{value}", repr(rule)))

def option(name, value):
    options[name] = float(value)

def step(*values):
    new = rule(*[float(value) for value in values], **options)
    if not isinstance(new, tuple):
        raise ${RETURNED}(said["single"].replace("{value}", repr(new)))
    if not new:
        raise ${RETURNED}(said["empty"])
    try:
        numbers = [float(value) for value in new]
    except TypeError:
        raise ${RETURNED}(said["wordy"].replace("{value}", repr(new)))
    for number in numbers:
        page.put(number)
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

// What went wrong in calling a rule, where MicroPython speaks of a call that the reader never sees.
const CALLS = [
  [/unexpected keyword argument '(\w+)'/, (_, name) => phrase("the figure hands over {name}: keep it among the arguments behind the star", { name })],
  [/missing required keyword argument '(\w+)'/, (_, name) => phrase("the figure does not hand over {name}: give it a value of its own, as in {name}=0.9", { name })],
  [/takes .*positional arguments? but (\d+) (?:was|were) given/, (_, count) => (count > 2
    ? phrases("besides params and grad the rule is handed what it returned behind the params, {count} value: name as many before the star",
      "besides params and grad the rule is handed what it returned behind the params, {count} values: name as many before the star", { count: count - 2 })
    : phrase("the figure hands over params and grad: name both before the star"))],
  [/missing (?:\d+ )?required positional argument/, () => phrase("what a rule remembers needs a value to begin with, as in velocity=0.0")],
];

// MicroPython's traceback as a line of the reader's text, with that text, and what went wrong. An error that names no
// line is about a call: what is returned is told at the last `return`, the rest where the rule begins.
export const inWords = (error, source, rule) => {
  const trace = String(error.message).trim().split("\n"), at = /File "rule", line (\d+)/, lines = source.split("\n");
  const named = Number(trace.findLast((text) => at.test(text))?.match(at)[1] ?? 0);
  const [, kind, plain = ""] = trace.at(-1).match(/^(\w+)(?::(?: (.*))?)?$/) ?? [null, "Error", trace.at(-1)];
  const [pattern, tell] = (!named && CALLS.find(([call]) => call.test(plain))) || [];
  const syntax = kind === "SyntaxError" || kind === "IndentationError";
  const missing = phrase("look for a missing bracket, colon or comma"), unread = phrase("this is not Python yet: {why}", { why: plain || missing });
  const told = pattern ? tell(...plain.match(pattern)) : syntax ? unread : plain || kind;
  const words = /[.!?]$/.test(told) ? told : `${told}.`;
  if (kind === UNDEFINED) return { line: 0, words };
  const last = (test) => lines.findLastIndex((text) => test.test(text)) + 1;
  let line = named || (kind === RETURNED && last(/^\s*return\b/)) || last(new RegExp(`^\\s*def ${rule}\\b|^${rule}\\b`));
  while (line > 1 && !lines[line - 1]?.trim()) line--; // what is missing at the end is missing behind the last words
  return { line, text: lines[line - 1]?.trim() ?? "", words };
};

// What reaches out of a worker. The reader's Python finds no way to it; were there one, it would end here.
const OUTWARD = ["fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "RTCPeerConnection", "importScripts", "Worker",
  "SharedWorker", "BroadcastChannel", "indexedDB", "caches", "navigator", "eval", "Function"];
const shut = () => {
  for (const name of OUTWARD) {
    for (let scope = self; scope; scope = Object.getPrototypeOf(scope)) delete scope[name];
    Object.defineProperty(self, name, { value: undefined });
  }
  const kinds = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const kind of kinds) Object.defineProperty(Object.getPrototypeOf(kind), "constructor", { value: undefined });
};

const LINES = 8; // of what a rule prints, which it does at every step

const begin = async () => {
  speak(self.name);
  const { loadMicroPython } = await import(new URL("micropython/micropython.mjs", location.href).href);
  const values = [], originals = { ...RULES };
  let printed = [];
  const python = await loadMicroPython({ stdout: (text) => printed.push(text), stderr: () => {} });
  python.registerJsModule("page", { modules: `said = ${JSON.stringify(refusals())}\n${MODULES}`, put: (value) => { values.push(value); } });
  python.runPython(RUNNING);
  const load = python.globals.get("load"), step = stepIn(python, values);
  for (const name of ["js", "jsffi"]) python.registerJsModule(name, Object.create(null));
  shut();
  const said = () => (printed.length > LINES ? [...printed.slice(0, LINES), phrases("… and {count} more line", "… and {count} more lines", { count: printed.length - LINES })] : printed).join("\n");
  onmessage = ({ data: { id, rule, source, view, values: settings, options, shown } }) => {
    printed = [];
    try {
      load(source, rule);
      Object.assign(RULES, originals, { [rule]: { ...originals[rule], step } });
      postMessage({ id, scene: viewCalled(view).scene(settings, options, shown), printed: said() });
    } catch (error) {
      postMessage({ id, error: inWords(error, source, rule), printed: said() });
    }
  };
  postMessage({ ready: true });
};

if (typeof importScripts === "function") begin().catch(() => postMessage({ failed: true }));
