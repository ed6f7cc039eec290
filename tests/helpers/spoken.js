// What a reader sees and hears of scenes, as texts. It stands behind `modules`, all that the drawing is made of.

const textsOf = ({ panels, status, target, handle }) => [
  status, target?.text, handle?.words,
  ...panels.flatMap(({ title, x, y, layers }) => [title, x.label, y.label, ...layers.flatMap(({ name, text }) => [name, text])]),
].filter(Boolean);

let asked = "";
process.stdin.setEncoding("utf8").on("data", (part) => (asked += part)).on("end", () => {
  const { language, questions } = JSON.parse(asked), { speak } = modules["words.js"], { viewCalled } = modules["views/index.js"];
  speak(language);
  process.stdout.write(JSON.stringify(questions.map(({ view, values, options }) =>
    [Infinity, 1].flatMap((shown) => textsOf(viewCalled(view).scene(values, options, shown))))));
});
