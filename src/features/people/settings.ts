import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { School } from '../../kernel/school.ts';
import type { Tables } from '../../tables.ts';

/** What the admin may set in the chat; each overrules the school's file from then on. */
const settings = z.object({
  groups: z.object({
    staff: z.string().nullable(),
    logistics: z.string().nullable(),
    // Settings saved before there was such a group have none.
    reports: z.string().nullable().default(null),
  }),
  enabled: z.boolean(),
  buildings: z.array(z.string()),
  /** Who does shipped tasks that no role stands for: duty's name → open_id. */
  duties: z.record(z.string(), z.string()),
  /** Holiday notices taken in the chat, by year. */
  notices: z.record(
    z.string(),
    z.object({
      status: z.literal('official'),
      days: z.array(z.object({ date: z.iso.date(), name: z.string(), off: z.boolean() })),
    }),
  ),
});
const someSettings = settings.partial();
export type Settings = z.infer<typeof someSettings>;

/** What was set in the chat; a value written by another version that no longer fits is left out. */
export async function readSettings(tx: Kysely<Tables>, schoolId: string): Promise<Settings> {
  const rows = await tx
    .selectFrom('setting')
    .select(['name', 'value'])
    .where('school_id', '=', schoolId)
    .execute();
  const found = Object.fromEntries(rows.map((row) => [row.name, row.value]));
  const known = someSettings.safeParse(found);
  return known.success ? known.data : {};
}

export async function writeSettings(
  context: Context<Tables>,
  values: Settings,
  by: Person,
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const row = { value: JSON.stringify(value), at: context.now, by_person_id: by.id };
    await context.tx
      .insertInto('setting')
      .values({ school_id: context.school.id, name, ...row })
      .onConflict((c) => c.columns(['school_id', 'name']).doUpdateSet(row))
      .execute();
  }
}

/** The file's school with what was set in the chat laid over it. */
export async function loadSchool(tx: Kysely<Tables>, base: School): Promise<School> {
  const set = await readSettings(tx, base.id);
  return {
    ...base,
    groups: set.groups ?? base.groups,
    enabled: set.enabled ?? base.enabled,
    buildings: set.buildings ?? base.buildings,
    duties: { ...base.duties, ...set.duties },
    notices: set.notices ?? base.notices,
  };
}
