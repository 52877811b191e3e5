import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'nlu-'));
const data = (name: string) => join(import.meta.dirname, '../understanding/data', name);
const reference = join(import.meta.dirname, '../../../shared/nlu/score.mjs');

/** A process of this runtime: its exit code and all it wrote. */
function run(file: string, args: string[], input = '') {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: 'pipe' });
    let out = '';
    let err = '';
    child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
/** The same, while the reader closes the pipe after the first piece: what it wrote to stderr, and its code. */
function runToHead(file: string, args: string[]) {
  return new Promise<{ code: number | null; err: string }>((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stdout.once('data', () => child.stdout.destroy());
    child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
    child.on('close', (code) => resolve({ code, err }));
  });
}
const command = (name: string) => join(import.meta.dirname, `${name}.ts`);

describe('nlu:predict', () => {
  it('says how it is used', async () => {
    const { code, out } = await run(command('nlu-predict'), ['--help']);
    expect(code).toBe(0);
    expect(out).toContain('--at');
  });
  it('answers line for line, in order, with the ids it was given', async () => {
    const texts = ['302灯不亮', '领两包A4纸', '你好'];
    const input = texts.map((text, id) => `${JSON.stringify({ id: 9 - id, text })}\n\n`).join('');
    const { code, out } = await run(command('nlu-predict'), [], input);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l) as unknown),
    ).toMatchObject([
      { id: 9, intent: 'repair.report' },
      { id: 8, intent: 'supply.issue' },
      { id: 7, intent: 'chitchat' },
    ]);
  });
  it('counts relative days from the instant it is given', async () => {
    const { out } = await run(
      command('nlu-predict'),
      ['--at', '2027-03-01T10:00+08:00'],
      '{"id":"a","text":"明天谁值班"}\n',
    );
    expect(JSON.parse(out)).toMatchObject({ slots: { date: '2027-03-02' } });
  });
  it.each([
    ['not json', 'not JSON'],
    ['{"id":"a"}', 'text: '],
    ['[]', 'expected object'],
  ])('refuses %s with one line that says where and why', async (line, why) => {
    const { code, err } = await run(command('nlu-predict'), [], `\n${line}\n`);
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/^line 2: /);
    expect(err).toContain(why);
  });
  it('names an option that it cannot read', async () => {
    const { code, err } = await run(command('nlu-predict'), ['--at', 'soon']);
    expect([code, err.startsWith('--at：“soon”')]).toEqual([1, true]);
  });
});

describe('nlu:score', () => {
  it('says how it is used', async () => {
    const { code, out } = await run(command('nlu-score'), ['--help']);
    expect(code).toBe(0);
    expect(out).toContain('--floor');
  });
  it('ends with 2 when no file is named', async () => {
    expect((await run(command('nlu-score'), [])).code).toBe(2);
  });
  it.each([
    ['0', 0],
    ['1.1', 1],
  ])('ends without a word when nobody reads on, by its floor of %s', async (floor, code) => {
    const args = [data('train.jsonl'), '--floor', floor];
    expect(await runToHead(command('nlu-score'), args)).toEqual({ code, err: '' });
  });
  it('ends with 0 at the floor and with 1 below it', async () => {
    const file = join(folder, 'one.jsonl');
    writeFileSync(file, '{"id":"a","text":"你好","intent":"chitchat","slots":{}}\n');
    expect((await run(command('nlu-score'), [file, '--floor', '0'])).code).toBe(0);
    expect((await run(command('nlu-score'), [file, '--floor', '1.1'])).code).toBe(1);
  });
  it('says in one line which line of the file lacks what', async () => {
    const file = join(folder, 'lacking.jsonl');
    writeFileSync(file, '{"id":"a","text":"你好","intent":"chitchat","slots":{}}\n{"id":"b"}\n');
    const { code, out, err } = await run(command('nlu-score'), [file]);
    expect([code, out, err.trim().split('\n').length]).toEqual([1, '', 1]);
    expect(err).toContain(`${file} line 2: text: `);
  });
  it('fails on a file that is not there', async () => {
    expect((await run(command('nlu-score'), [join(folder, 'none.jsonl')])).code).toBe(1);
  });
  it.skipIf(!existsSync(reference)).each(['heldout.jsonl', 'heldout2.jsonl', 'train.jsonl'])(
    'agrees with the reference scorer on %s to 1e-9',
    async (name) => {
      const own = await run(command('nlu-score'), [data(name)]);
      const predicted = await run(command('nlu-predict'), [], readFileSync(data(name), 'utf8'));
      const file = join(folder, `predicted-${name}`);
      writeFileSync(file, predicted.out);
      const theirs = await run(reference, [data(name), file, '--json']);
      const overall = (text: string) => Number(/"overall": ([\d.]+)/.exec(text)?.[1]);
      expect(Math.abs(overall(own.out) - overall(theirs.out))).toBeLessThan(1e-9);
    },
  );
});
