import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BUGS } from './bugs/index.ts';
import { planted } from './planted.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const source = (file: string) => readFileSync(join(ROOT, file), 'utf8');

it.each(BUGS)('$name still fits the product, and changes it', ({ edits }) => {
  for (const [file, own] of Map.groupBy(edits, (edit) => edit.file)) {
    expect(file).toMatch(/^(?:src|migrations)\/.*\.ts$/);
    expect(planted(source(file), own)).not.toBe(source(file));
  }
});

it('there are at least forty planted bugs, each with its own name', () => {
  expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
  expect(BUGS.length).toBeGreaterThanOrEqual(40);
});

it('an edit that fits twice, or nowhere, is refused', () => {
  expect(() => planted('once, once', [{ file: 'x', find: 'once', replace: '' }])).toThrow(
    '2 times',
  );
});
