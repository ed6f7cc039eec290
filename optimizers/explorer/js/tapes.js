// Tapes of gradients in open loop, and what an average of them settles at.

export const clock = (count, period = 1) => Float64Array.from({ length: count }, (_, t) => t / period);
export const tiled = (tape, times) => Array.from({ length: tape.length * times }, (_, t) => tape[t % tape.length]);

// A settled leaky average of a tape's values, the settled state of Adam's two averages and RMSprop's one.
export const settledAverage = (values, decay) => {
  let average = 0, kept = 1;
  for (const value of values) {
    average = decay * average + (1 - decay) * value;
    kept *= decay;
  }
  return average / (1 - kept);
};
