import { writeFileSync } from 'node:fs';
import { CLASSES, softmax } from '../understanding/learning.ts';
import {
  crossValidated,
  dangerFile,
  dangers,
  examples,
  RULES,
  weightsFile,
} from '../understanding/training.ts';

/**
 * Learns src/understanding/data/weights.json from the labelled messages of the repository, in seconds and
 * always to the same bytes, and prints the cross-validated accuracy of rules, model and both by file.
 */
const all = examples();
const held = crossValidated(all);
const best = (values: Float64Array) => values.indexOf(Math.max(...values));
const both = (i: number, weight: number) => {
  const sums = Float64Array.from(held[i] ?? []);
  const ruled = all[i]?.ruled ?? 0;
  sums[ruled] = (sums[ruled] ?? 0) + weight;
  return best(sums);
};
for (const file of new Set(all.map((e) => e.file))) {
  const of = all.flatMap((e, i) => (e.file === file ? [i] : []));
  const share = (right: (i: number) => boolean) => (of.filter(right).length / of.length).toFixed(3);
  const label = (i: number) => all[i]?.label;
  process.stdout.write(
    `${file} n ${String(of.length)} rules ${share((i) => all[i]?.ruled === label(i))} model ${share((i) => both(i, 0) === label(i))}` +
      ` both ${[1, 2, 3, 4].map((w) => `${String(w)}: ${share((i) => both(i, w) === label(i))}`).join(' ')}\n`,
  );
  if (process.argv.includes('--errors'))
    for (const i of of)
      if (both(i, RULES) !== label(i))
        process.stdout.write(
          `  ${CLASSES[label(i) ?? 0] ?? ''} → ${CLASSES[both(i, RULES)] ?? ''} (rules ${CLASSES[all[i]?.ruled ?? 0] ?? ''})  ${all[i]?.text ?? ''}\n`,
        );
}

writeFileSync(
  new URL('../understanding/data/weights.json', import.meta.url),
  weightsFile(all, RULES),
);

const told = dangers();
const fears = crossValidated(told, 2);
const heard = (threshold: number, label: number) =>
  told.filter(
    (e, i) => e.label === label && (softmax(fears[i] ?? Float64Array.of())[1] ?? 0) > threshold,
  ).length;
const of = (label: number) => told.filter((e) => e.label === label).length;
process.stdout.write(
  `dangers, learned alone: ${[0.5, 0.8, 0.9, 0.95].map((t) => `over ${String(t)} ${String(heard(t, 1))} of ${String(of(1))} and ${String(heard(t, 0))} of ${String(of(0))} calm`).join('; ')}\n`,
);
writeFileSync(new URL('../understanding/data/danger.json', import.meta.url), dangerFile(told));
