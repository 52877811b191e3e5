import { readFileSync } from 'node:fs';
import jsone from 'json-e';
import { z } from 'zod';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { CardContent } from '../kernel/say.ts';
import { dropControls, escapeMarkdown, inertText } from './escape.ts';
import { guardTemplate } from './guard-template.ts';

const FOLDER = new URL('../../cards/', import.meta.url);
const templates = new Map<string, JsonObject>();
const objectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/**
 * Fills `cards/<template>.json` with the values. Interpolated into markdown, a string is escaped,
 * unless the feature made it and said so by giving `{ markup: '**急**' }` in its place.
 *
 * Refuses (throws) an unknown template, and values that contain card elements: those belong into
 * templates, where escaping is looked after.
 */
export function renderCard(content: CardContent): JsonObject {
  return renderTemplate(template(content.template), content.values);
}

/** As renderCard, over a template given as data that guardTemplate has been through. */
export function renderTemplate(guarded: JsonObject, values: JsonObject): JsonObject {
  refuseElements(values);
  return objectSchema.parse(jsone(guarded, { ...cleaned(values), md: markdown, tagless }));
}

function template(name: string): JsonObject {
  const known = templates.get(name);
  if (known !== undefined) return known;
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`not the name of a card: ${name}`);
  const text = readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
  const guarded = objectSchema.parse(guardTemplate(objectSchema.parse(JSON.parse(text))));
  templates.set(name, guarded);
  return guarded;
}

function markdown(value: Json | undefined): string {
  if (typeof value === 'string') return escapeMarkdown(value);
  if (value === null || value === undefined) return '';
  if (typeof value === 'object' && 'markup' in value && typeof value.markup === 'string')
    return value.markup;
  return escapeMarkdown(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function tagless(value: Json | undefined): string {
  if (typeof value === 'object' && value !== null) return tagless(JSON.stringify(value));
  return inertText(String(value ?? ''));
}

function refuseElements(value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  if ('tag' in value) throw new Error('a card element among the values of a card');
  for (const inner of Object.values(value)) refuseElements(inner);
}

function cleaned(values: JsonObject): JsonObject {
  const clean = (value: Json): Json => {
    if (typeof value === 'string') return dropControls(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]));
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, clean(value)]));
}
