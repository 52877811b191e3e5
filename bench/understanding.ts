/**
 * What understanding a message costs, beside jieba cutting the same messages into words and doing nothing
 * else, in one run: `npm run bench:understanding`. jieba is native code with its dictionary loaded.
 */
import { readFileSync } from 'node:fs';
import { dict } from '@node-rs/jieba/dict.js';
import { Jieba } from '@node-rs/jieba';
import { understand } from '../src/understanding/index.ts';

const ROUNDS = 15;
const context = {
  now: Temporal.Instant.from('2026-11-23T10:00+08:00'),
  timezone: 'Asia/Shanghai',
};
const texts = ['train.jsonl', 'heldout.jsonl', 'heldout2.jsonl'].flatMap((name) =>
  readFileSync(new URL(`../src/understanding/data/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const row: unknown = JSON.parse(line);
      return typeof row === 'object' && row && 'text' in row ? String(row.text) : '';
    }),
);
const jieba = Jieba.withDict(dict);
const contenders: readonly (readonly [string, (text: string) => unknown])[] = [
  ['jieba, words only', (text) => jieba.cut(text, true)],
  ['this product, intent and slots', (text) => understand(text, context)],
];
console.log(`${String(texts.length)} messages, ${String(ROUNDS)} rounds, medians`);
console.log('| what | µs a message | p99 µs | × jieba |');
console.log('| --- | --- | --- | --- |');
let baseline = Number.NaN;
for (const [name, run] of contenders) {
  for (const text of texts) run(text);
  const each: number[] = [];
  const means: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    for (const text of texts) {
      const before = performance.now();
      run(text);
      each.push(performance.now() - before);
    }
    means.push((performance.now() - start) / texts.length);
  }
  const median = (means.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0) * 1000;
  const p99 = (each.toSorted((a, b) => a - b)[Math.floor(each.length * 0.99)] ?? 0) * 1000;
  if (Number.isNaN(baseline)) baseline = median;
  console.log(
    `| ${name} | ${median.toFixed(0)} | ${p99.toFixed(0)} | ${(median / baseline).toFixed(1)} |`,
  );
}
