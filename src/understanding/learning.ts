import { INTENTS, type Intent } from '../kernel/understood.ts';

export type Single = Exclude<Intent, 'multi'>;
export const CLASSES: readonly Single[] = INTENTS.filter((i) => i !== 'multi');
/** Weights are kept as whole numbers of this fraction. */
export const SCALE = 24;

/** Multinomial logistic regression over sets of features; deterministic: no randomness, a fixed order. */
export interface Example {
  features: ReadonlySet<string>;
  label: number;
  weight: number;
}
export type Weights = Map<string, Float64Array>;

/** Every feature counts less in a long text, so that many weak signs do not shout down a few strong ones. */
const reach = (features: ReadonlySet<string>) => 5 / Math.sqrt(Math.max(1, features.size));

export function scores(
  weights: Weights,
  features: ReadonlySet<string>,
  classes: number,
): Float64Array {
  const out = new Float64Array(classes);
  const by = reach(features);
  for (const name of features) {
    const row = weights.get(name);
    if (row) for (let k = 0; k < classes; k += 1) out[k] = (out[k] ?? 0) + by * (row[k] ?? 0);
  }
  return out;
}

export function softmax(values: Float64Array): Float64Array {
  const top = Math.max(...values);
  const out = values.map((v) => Math.exp(v - top));
  const sum = out.reduce((a, b) => a + b, 0);
  return out.map((v) => v / sum);
}

/** AdaGrad with a small pull towards nought; features of fewer than `atLeast` examples are left out. */
export function learn(
  examples: readonly Example[],
  classes: number,
  { epochs = 30, rate = 0.3, pull = 1e-4, atLeast = 2 } = {},
): Weights {
  const counts = new Map<string, number>();
  for (const e of examples) for (const f of e.features) counts.set(f, (counts.get(f) ?? 0) + 1);
  const weights: Weights = new Map();
  const steps: Weights = new Map();
  for (const [f, n] of counts)
    if (n >= atLeast) {
      weights.set(f, new Float64Array(classes));
      steps.set(f, new Float64Array(classes).fill(1e-2));
    }
  for (let epoch = 0; epoch < epochs; epoch += 1)
    // A stride coprime to the length visits every example once in a mixed order.
    for (let i = 0; i < examples.length; i += 1) {
      const example = examples[(i * 7919 + epoch) % examples.length];
      if (!example) continue;
      const by = reach(example.features);
      const chance = softmax(scores(weights, example.features, classes));
      for (const f of example.features) {
        const row = weights.get(f);
        const step = steps.get(f);
        if (!row || !step) continue;
        for (let k = 0; k < classes; k += 1) {
          const slope =
            ((chance[k] ?? 0) - (k === example.label ? 1 : 0)) * example.weight * by +
            pull * (row[k] ?? 0);
          step[k] = (step[k] ?? 0) + slope * slope;
          row[k] = (row[k] ?? 0) - (rate * slope) / Math.sqrt(step[k] ?? 1);
        }
      }
    }
  return weights;
}
