import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { score, type Line } from './score.ts';
import { dangerFile, dangers, examples, RULES, weightsFile } from './training.ts';
import { understand } from './index.ts';

const data = (name: string) =>
  readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8').trim();
const context = { now: Temporal.Instant.from('2026-11-23T10:00+08:00'), timezone: 'Asia/Shanghai' };

describe('the learned intent', () => {
  test('the weights are what the labelled messages teach, byte for byte', () => {
    expect(weightsFile(examples(), RULES).trim()).toBe(data('weights.json'));
  }, 60_000);
  test('so are the weights of danger', () => {
    expect(dangerFile(dangers()).trim()).toBe(data('danger.json'));
  }, 60_000);
  test.each([
    ['heldout.jsonl', 'floor.txt'],
    ['heldout5.jsonl', 'floor-heldout5.txt'],
    ['heldout6.jsonl', 'floor-heldout6.txt'],
  ])('%s does not fall below %s', (name, floor) => {
    const rows = data(name)
      .split('\n')
      .map((l) => JSON.parse(l) as Line);
    const predicted = rows.map((r): Line => {
      const { intent, slots } = understand(r.text ?? '', context);
      return { id: r.id, intent, slots: { ...slots } };
    });
    expect(score(rows, predicted).overall).toBeGreaterThanOrEqual(Number(data(floor)));
  });
});
