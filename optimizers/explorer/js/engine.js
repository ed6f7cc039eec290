// The book's loop for the page: the rules and landscapes that it is handed are translated from the Python package.
// A rule is {step, states, takesLoss}, its states by name; a landscape is {loss, grad}, both functions of [x, y] and options.

export const descend = (rule, landscape, start, steps, hyperparameters = {}, landscapeOptions = {}) => {
  const { step, states, takesLoss } = rule;
  const xs = new Float64Array(steps + 1), ys = new Float64Array(steps + 1), losses = new Float64Array(steps + 1);
  const record = Array.from(states, () => [new Float64Array(steps), new Float64Array(steps)]);
  const options = { ...hyperparameters };
  let point = [...start], stateX = [], stateY = [];
  for (let t = 0; ; t++) {
    xs[t] = point[0];
    ys[t] = point[1];
    const loss = losses[t] = landscape.loss(point, landscapeOptions);
    if (t === steps) break;
    const grad = landscape.grad(point, landscapeOptions);
    if (takesLoss) options.loss = loss;
    let x, y;
    [x, ...stateX] = step(point[0], grad[0], stateX, options);
    [y, ...stateY] = step(point[1], grad[1], stateY, options);
    for (let k = 0; k < states.length; k++) {
      record[k][0][t] = stateX[k];
      record[k][1][t] = stateY[k];
    }
    point = [x, y];
  }
  return { xs, ys, losses, state: record, diverged: ![point[0], point[1], losses[steps]].every(Number.isFinite) };
};

// A rule in open loop, in one coordinate, from 0.
export const replay = (rule, gradients, hyperparameters = {}) => {
  const { step, states, takesLoss } = rule;
  const weights = new Float64Array(gradients.length + 1);
  const record = Array.from(states, () => new Float64Array(gradients.length));
  const options = { ...hyperparameters };
  let weight = 0, state = [];
  gradients.forEach((grad, t) => {
    if (takesLoss) options.loss = grad * weight;
    [weight, ...state] = step(weight, grad, state, options);
    for (let k = 0; k < states.length; k++) record[k][t] = state[k];
    weights[t + 1] = weight;
  });
  return { weights, state: record };
};

// The first step from which the loss stays at or below `goal`; steps + 1 where it does not, NaN counting as above.
export const stepsToStay = (losses, goal) => {
  let t = losses.length;
  while (t > 0 && losses[t - 1] <= goal) t--;
  return t;
};

export const firstBelow = (losses, goal) => {
  const t = losses.findIndex((loss) => loss <= goal);
  return t < 0 ? losses.length : t;
};

// How many values from the first on are finite; one at least, so that a start is always drawn.
export const finiteUntil = (values) => {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  return bad < 0 ? values.length : Math.max(bad, 1);
};
