// Numbers kept within bounds, and as readers see them: ticks of axes, values of sliders.

import { phrase } from "./words.js";

export const within = (value, low, high) => Math.min(Math.max(value, low), high);

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (exponent) => String(exponent).replace("-", "⁻").replace(/\d/g, (digit) => SUPERSCRIPT[digit]);

export const powerOfTen = (exponent) => (exponent === 0 ? "1" : exponent === 1 ? "10" : `10${raised(exponent)}`);

// The number that a reader wrote, with a comma or a unit behind it, too; NaN where there is none.
export const readNumber = (text) => {
  const [found] = /^\s*[-−+]?(\d+[.,]?\d*|[.,]\d+)(e[-−+]?\d+)?(?!\s*[\d.,])/i.exec(text) ?? [];
  return found === undefined ? NaN : Number(found.replaceAll("−", "-").replace(",", "."));
};

// Three significant digits, powers of ten where a number is far from one, a true minus sign.
export const written = (value, digits = 3) => {
  if (Number.isNaN(value)) return phrase("not a number");
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value), sign = value < 0 ? "−" : "";
  if (size >= 1e-3 && size < 1e5) return sign + String(Number(size.toPrecision(digits)));
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
  const front = String(Number(mantissa));
  return sign + (front === "1" ? "" : `${front} · `) + `10${raised(Number(exponent))}`;
};

// Round values inside an axis, about `count` of them, and their words.
export const ticks = ({ low, high, log = false }, count) => {
  if (log) {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, count)));
    const exponents = [];
    for (let e = Math.ceil(first / every) * every; e <= last; e += every) exponents.push(e);
    return { values: exponents.map((e) => 10 ** e), words: exponents.map(powerOfTen) };
  }
  const rough = (high - low) / Math.max(2, count), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((round) => round * power).find((size) => size >= rough);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / power - 2.5) < 1e-9 ? 1 : 0));
  const values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) values.push(i * step);
  return { values, words: values.map((value) => value.toFixed(places).replace("-", "−").replace(/^−(0\.?0*)$/, "$1")) };
};
