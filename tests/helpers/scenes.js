// Answers questions as Explorer.question puts them, all in one process: the picture, its data, and the scene's faults.
// It stands behind `contract.js`, and beside `page`, the page's own modules.

const { drawing, views } = page;

const encoded = (value) => {
  if (typeof value === "string") return value;
  if (typeof value === "number") return { number: String(value) }; // which JSON would lose where it is not finite
  if (typeof value[0] === "object" && value[0] !== null) return Array.from(value, encoded);
  return { bytes: Buffer.from(new Uint8Array(Float64Array.from(value).buffer)).toString("base64") };
};

const answer = (types, question) => {
  const { view, values, options } = question, made = views.viewCalled(view);
  const scenes = [Infinity, 1].map((shown) => made.scene(values, options, shown)), [{ data, handle }] = scenes;
  const found = [...faults(types, "View", made, view), ...scenes.flatMap((scene) => faults(types, "Scene", scene, view))];
  if (handle && !made.moved) found.push(`${view} has a handle and no function moved`);
  const runs = data.map((run) => Object.fromEntries(Object.entries(run).map(([name, of]) => [name, encoded(of)])));
  return { ...drawing.picture(question), data: runs, faults: found };
};

let text = "";
process.stdin.setEncoding("utf8").on("data", (part) => (text += part)).on("end", () => {
  const { contract, questions } = JSON.parse(text), types = typesIn(contract);
  process.stdout.write(JSON.stringify(questions.map((question) => answer(types, question))));
});
