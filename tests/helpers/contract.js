// What a value lacks or has too much of, by the types that js/contract.js writes down.

// Every type by its name: {fields: {name: {type, optional}}} or {type}, types being text.
const typesIn = (text) => {
  const types = {};
  for (const [, comment] of text.matchAll(/\/\*\*([^]*?)\*\//g)) {
    const [, type, name] = comment.match(/@typedef \{(.+)\} (\w+)/), fields = {};
    for (const [, of, open, field] of comment.matchAll(/@property \{(.+?)\} (\[?)(\w+)/g)) fields[field] = { type: of, optional: open === "[" };
    types[name] = type === "object" ? { fields } : { type };
  }
  return types;
};

const SIMPLE = new Set(["number", "string", "boolean"]);
const alternatives = (type) => type.split(" | ");

// A list of sentences; none where `value` is as `type` says.
const faults = (types, type, value, where) => {
  const check = (of, inner, place) => faults(types, of, inner, place);
  const wrong = [`${where} is no ${type}`];
  if (type.includes("=>")) return typeof value === "function" ? [] : wrong;
  const record = type.match(/^Record<string, (.+)>$/);
  if (record) return isObject(value) ? Object.entries(value).flatMap(([name, inner]) => check(record[1], inner, `${where}.${name}`)) : wrong;
  if (type.includes(" | ")) {
    const found = alternatives(type).map((one) => check(one, value, where));
    // Of several kinds of objects the one that is meant is told by its own name.
    const meant = alternatives(type).findIndex((one) => value?.kind && types[one]?.fields?.kind.type === `"${value.kind}"`);
    if (meant >= 0) return found[meant];
    return found.some((one) => one.length === 0) ? [] : wrong;
  }
  if (type.endsWith("[]")) return Array.isArray(value) ? value.flatMap((inner, i) => check(type.slice(0, -2), inner, `${where}[${i}]`)) : wrong;
  if (type === "Float64Array") return value instanceof Float64Array ? [] : wrong;
  if (type === "null") return value === null ? [] : wrong;
  if (SIMPLE.has(type)) return typeof value === type ? [] : wrong;
  if (type.startsWith('"')) return JSON.stringify(value) === type ? [] : wrong;
  if (!types[type]) throw new Error(`js/contract.js has no type ${type}`);
  if (types[type].type) return check(types[type].type, value, where);
  if (!isObject(value)) return wrong;
  const { fields } = types[type], given = Object.keys(value).filter((name) => value[name] !== undefined);
  return [
    ...given.filter((name) => !fields[name]).map((name) => `${where} has a field ${name}, which ${type} lacks`),
    ...Object.keys(fields).filter((name) => !fields[name].optional && !given.includes(name)).map((name) => `${where} lacks ${type}'s field ${name}`),
    ...given.filter((name) => fields[name]).flatMap((name) => check(fields[name].type, value[name], `${where}.${name}`)),
  ];
};

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
