/** What no test of behaviour can show about the sources as a whole. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, ROOT), 'utf8');
/** Every file that a clone has. */
const tracked = spawnSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  .stdout.split('\n')
  .filter((name) => name !== '');
const product = tracked.filter((name) => /^(src|migrations)\/.*(?<!\.test)\.ts$/.test(name));

/** What was done and who did it: written once, and only erased with the person it is about. */
const HISTORY =
  /(?:updateTable|deleteFrom)\(\s*'(\w+_event|\w+_history|stock_movement|person_change)'|\b(?:update|delete from) (\w+_event|\w+_history|stock_movement|person_change)\b/gu;
const ERASES = /^src\/personal\//;

it('nothing but the erasure of personal data writes over or removes a line of history', () => {
  expect(product.length).toBeGreaterThan(300);
  const found = product
    .filter((name) => !ERASES.test(name))
    .flatMap((name) =>
      [...read(name).matchAll(HISTORY)].map(([, a, b]) => `${name}: ${a ?? b ?? ''}`),
    );
  expect(found).toEqual([]);
});

it.each([
  "tx.updateTable('repair_event').set({})",
  "deleteFrom('stock_movement')",
  'sql`update duty_history set at = now()`',
  'sql`delete from person_change where true`',
])('a planted %s is seen', (text) => {
  expect([...text.matchAll(HISTORY)]).toHaveLength(1);
});

/** Whoever measures how long a comparison takes must not learn where it ends. */
const COMPARED =
  /(?:signature|token|digest|hmac)\w*\)?\s*[!=]==(?!\s*(?:''|'string'|null|undefined))|[!=]==\s*\w*(?:signature|token|digest|hmac)/iu;

it('what proves who somebody is, is compared in constant time', () => {
  const doors = product.filter((name) => /^src\/intake\/(?:verify|open|decrypt)\.ts$/.test(name));
  expect(doors).toHaveLength(3);
  expect(read('src/intake/verify.ts')).toContain('timingSafeEqual(');
  for (const name of doors)
    expect([name, COMPARED.exec(read(name))?.[0]]).toEqual([name, undefined]);
  expect(COMPARED.test('return signature === expected')).toBe(true);
});

/** The forms in which keys are lost into repositories. */
const KEYS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/u,
  /\b(?:ghp|gho|ghs|github_pat)_\w{20,}/u,
  /\bAKIA[0-9A-Z]{16}\b/u,
  /\bxox[abp]-[\w-]{20,}/u,
  /\bsk-[A-Za-z0-9_-]{24,}/u,
  /\b[tu]-[A-Za-z0-9._-]{36,}\b/u,
  /(?:secret|password|api_?key|encrypt_?key)["']?\s*[:=]\s*["'][A-Za-z0-9+/]{28,}["']/iu,
];

it('no file of the repository holds a key', () => {
  const texts = tracked.filter((name) => !/\.(?:png|jpg|pdf|tar|xlsx|ttf|otf|bin)$/.test(name));
  const found = texts.flatMap((name) =>
    KEYS.flatMap((pattern) => {
      const text = pattern.exec(read(name))?.[0];
      return text === undefined || text.includes('canary') ? [] : [`${name}: ${text.slice(0, 60)}`];
    }),
  );
  expect(found).toEqual([]);
});
