import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * What each folder of src/ may import (docs/policy.md, "One direction"). dependency-cruiser reads
 * nothing under TypeScript 7, so the rule is checked here, with planted violations so that it
 * cannot go blind and a count so that it cannot look at nothing.
 */
const ALLOWED: Record<string, readonly string[]> = {
  kernel: [],
  understanding: ['kernel'],
  'language-model': ['kernel'],
  storage: ['kernel', 'migrations'],
  intake: ['kernel', 'storage'],
  transport: ['kernel', 'intake'],
  outbox: ['kernel', 'storage'],
  lark: ['kernel'],
  cron: ['kernel'],
  dialogue: ['kernel'],
  'school-file': ['kernel'],
  documents: ['kernel'],
  features: ['kernel', 'storage', 'outbox', 'school-file', 'documents'],
  playground: ['kernel', 'lark'],
  migrations: [],
};
/** The spine: seen by app.ts and by commands, seeing every stage. */
const ROOTS = new Set([
  'main.ts',
  'run.ts',
  'absence',
  'restored',
  'personal',
  'auditor',
  'app.ts',
  'service.ts',
  'pipeline.ts',
  'routing.ts',
  'tap-route.ts',
  'retention.ts',
  'tables.ts',
  'config.ts',
  'commands',
  'context.ts',
  'attachments.ts',
  'flood.ts',
  'menu.ts',
  'voices.ts',
  'received-file.ts',
  'received-table.ts',
  'tap-tables.ts',
  'logging.ts',
  'metrics.ts',
  'launch.ts',
  'workers.ts',
  'secrets.ts',
]);

const root = join(import.meta.dirname, '..');

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory())
      return name === 'page' || name === 'node_modules' ? [] : sources(path);
    return name.endsWith('.ts') && !name.endsWith('.test.ts') ? [path] : [];
  });
}

function importsOf(text: string): string[] {
  return [
    ...text.matchAll(
      /^\s*(?:import|export)[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? '');
}

/** Why `from` may not import `target`, or null. Paths are relative to the repository. */
export function violation(from: string, target: string, typeOnly = false): string | null {
  const stage = from.startsWith('migrations/') ? 'migrations' : (from.split('/')[1] ?? '');
  if (ROOTS.has(stage)) return null;
  const allowed = ALLOWED[stage];
  if (!allowed) return `no rule for ${stage}`;
  if (!target.startsWith('.')) {
    const pure =
      from.includes('/domain/') || from.endsWith('/domain.ts') || stage === 'understanding';
    if (target === '@larksuiteoapi/node-sdk' && stage !== 'lark' && stage !== 'transport')
      return 'the SDK stays at the edge';
    if (pure && target.startsWith('node:') && !(stage === 'understanding')) return 'rules are pure';
    if (stage === 'migrations' && !/^kysely(\/|$)/.test(target))
      return 'migrations import kysely only';
    return null;
  }
  const path = relative('/', normalize(join('/', dirname(from), target)));
  if (
    path === 'src/tables.ts' &&
    typeOnly &&
    ['features', 'outbox', 'intake', 'cron'].includes(stage)
  )
    return null;
  // lark fulfils the outbox's port and sees nothing else of it.
  if (stage === 'lark' && path === 'src/outbox/send.ts') return null;
  const to = path.startsWith('migrations/') ? 'migrations' : (path.split('/')[1] ?? '');
  const inDomain = /^src\/features\/[^/]+\/(?:[^/]+\/)?domain(\/|\.ts)/;
  if (inDomain.test(from) && to !== 'kernel' && !inDomain.test(path))
    return 'rules import the kernel only';
  if (to === stage) {
    if (stage !== 'features') return null;
    const [own, other] = [from.split('/')[2], path.split('/')[2]];
    if (own === 'index.ts' || own === other || path.endsWith('/public.ts')) return null;
    return 'another feature is read through its public.ts';
  }
  return allowed.includes(to) ? null : `${stage} may not import ${to}`;
}

describe('data flows one way', () => {
  const files = [...sources(join(root, 'src')), ...sources(join(root, 'migrations'))];

  it('no module imports what its folder may not', () => {
    const found = files.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const from = relative(root, file);
      return importsOf(text).flatMap((target) => {
        const typeOnly = new RegExp(
          `import type[^;]*['"]${target.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`,
        ).test(text);
        const why = violation(from, target, typeOnly);
        return why ? [`${from} → ${target}: ${why}`] : [];
      });
    });
    expect(found).toEqual([]);
  });

  it('looks at the whole tree', () => {
    expect(files.length).toBeGreaterThan(60);
  });

  it.each([
    ['src/kernel/money.ts', '../storage/tables.ts'],
    ['src/features/repairs/store.ts', '../people/store.ts'],
    ['src/features/repairs/index.ts', '../../lark/client.ts'],
    ['src/features/repairs/domain/decide.ts', '../store.ts'],
    ['src/features/purchases/buying/domain/decide.ts', '../store.ts'],
    ['src/features/repairs/domain/decide.ts', 'node:fs'],
    ['src/outbox/dispatch.ts', '../lark/send.ts'],
    ['src/intake/store.ts', '@larksuiteoapi/node-sdk'],
    ['src/understanding/index.ts', '../features/index.ts'],
    ['migrations/0001_inbox.ts', '../src/storage/tables.ts'],
    ['src/somewhere/new.ts', '../kernel/clock.ts'],
  ])('a planted violation is seen: %s importing %s', (from, target) => {
    expect(violation(from, target)).not.toBeNull();
  });

  it('the permitted read of another feature passes', () => {
    expect(violation('src/features/repairs/dispatch.ts', '../people/public.ts')).toBeNull();
  });
});
