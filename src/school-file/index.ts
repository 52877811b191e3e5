import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { School } from '../kernel/school.ts';
import { inconsistencies, type Mistake } from './consistency.ts';
import { nearest } from './nearest.ts';
import { schoolFile, schoolJsonSchema, type SchoolFile } from './schema.ts';

export type { SchoolFile } from './schema.ts';

export type ParsedSchoolFile =
  | { readonly ok: true; readonly file: SchoolFile }
  | { readonly ok: false; readonly problems: string[] };

type Path = readonly (string | number)[];
type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * Reads a school's file. Every mistake in one go, a line each: where (`第 12 行`, the field), the
 * value, and what would be right. Unknown keys are mistakes: a misspelt setting must not be ignored.
 */
export function parseSchoolFile(text: string): ParsedSchoolFile {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (doc.errors.length > 0) {
    const problems = doc.errors.map((error) => {
      const { line } = lines.linePos(error.pos[0]);
      return `第 ${line} 行：不是正确的 YAML（${error.message}），请检查缩进、引号和冒号`;
    });
    return { ok: false, problems };
  }
  const value: unknown = doc.toJS({ maxAliasCount: 20 });
  const checked = schoolFile.safeParse(value);
  const mistakes = checked.success
    ? inconsistencies(checked.data)
    : checked.error.issues.flatMap((issue) => explain(issue, value));
  if (checked.success && mistakes.length === 0) return { ok: true, file: checked.data };
  const problems = mistakes
    .map((mistake) => [lineOf(doc, lines, mistake.path), mistake] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([line, { path, message }]) => `第 ${line} 行 ${name(path)}：${message}`);
  return { ok: false, problems };
}

/** The kernel's view of the file. `id` is the app id; the address is the service's, not the file's. */
export function schoolFromFile(
  file: SchoolFile,
  id: string,
  publicUrl: string | null = null,
): School {
  return {
    id,
    name: file.name,
    timezone: file.timezone,
    tenantKey: file.tenantKey,
    groups: file.groups,
    enabled: !file.setup,
    buildings: file.buildings,
    emergencyPhones: file.emergencyPhones,
    repairs: file.repairs,
    purchases: {
      tiers: file.purchases.tiers.map(({ upTo, approvers, mode }) => ({
        upToFen: upTo === undefined ? null : Math.round(upTo * 100),
        approvers,
        mode,
      })),
    },
    terms: file.terms.map((term) => ({
      name: term.name,
      from: Temporal.PlainDate.from(term.from),
      to: Temporal.PlainDate.from(term.to),
    })),
    duties: file.duties,
    notices: {},
    publicUrl,
    duty: {
      remindDaysBefore: file.duty.remindDaysBefore,
      minOnDuty: file.duty.minOnDuty,
      start: file.duty.start,
      approval: file.duty.approval ?? null,
    },
    shifts: file.duty.shifts.map(({ date, person, leader = null, start = null }) => ({
      date: Temporal.PlainDate.from(date),
      person,
      leader,
      start,
    })),
  };
}

function explain(issue: z.core.$ZodIssue, root: unknown): Mistake[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  const schema = schemaAt(path);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema?.properties ?? {});
    return issue.keys.map((key) => {
      const meant = nearest(key, known);
      const right = meant ? `是不是想写 ${meant}？` : `可以写的有 ${known.join('、')}`;
      return { path: [...path, key], message: `没有“${key}”这一项，${right}` };
    });
  }
  const value = valueAt(root, path);
  const right = schema?.description ?? issue.message;
  if (value === undefined) return [{ path, message: `缺少，应为${right}` }];
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  const options = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const meant = typeof value === 'string' ? nearest(value, options) : null;
  const hint = meant ? `（是不是想写 ${meant}？）` : '';
  return [{ path, message: `“${shorten(shown)}” 不对，应为${right}${hint}` }];
}

function shorten(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}

function valueAt(root: unknown, path: Path): unknown {
  let value: unknown = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(String(step));
  }
  return value;
}

function schemaAt(path: Path): JsonSchema | null {
  let schema: JsonSchema | null = schoolJsonSchema();
  for (const step of path) {
    if (!schema) return null;
    const next: unknown =
      typeof step === 'number'
        ? schema.items
        : (schema.properties?.[step] ?? schema.additionalProperties);
    schema = isSchema(next) ? next : null;
  }
  return schema;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `people[3].roles` as the file's author counts and names it. */
function name(path: Path): string {
  if (path.length === 0) return '整个文件';
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step + 1}]` : (i > 0 ? '.' : '') + step))
    .join('');
}

/** The line of the value, of its key, or of the nearest part around it that is there. */
function lineOf(doc: Document.Parsed, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const step = path[length - 1];
    const parent = length === 1 ? doc.contents : doc.getIn(path.slice(0, length - 1), true);
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === step)?.key
      : doc.getIn(path.slice(0, length), true);
    const start = hasRange(key) ? key.range?.[0] : undefined;
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

function hasRange(node: unknown): node is { range?: readonly number[] | null } {
  return typeof node === 'object' && node !== null && 'range' in node;
}
