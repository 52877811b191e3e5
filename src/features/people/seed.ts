import type { Context } from '../../kernel/feature.ts';
import type { SchoolFile } from '../../school-file/schema.ts';
import type { Tables } from '../../tables.ts';
import { changePerson, everyone, insertPerson, type PersonFields } from './store.ts';

/**
 * Enters the file's people. The file is the opening state: whoever was changed in the chat stays
 * as the chat left them, and somebody who has gone from the file is not forgotten. Idempotent.
 */
export async function seedPeople(
  context: Context<Tables>,
  file: Pick<SchoolFile, 'people'>,
): Promise<void> {
  const known = await everyone(context.tx, context.school.id);
  for (const entry of file.people) {
    const openId = entry.id ?? null;
    const fields = {
      name: entry.name,
      roles: entry.roles,
      unit: entry.unit ?? null,
      trades: entry.trades,
      phone: entry.phone ?? null,
      room: entry.room ?? null,
    };
    const before = known.find((person) =>
      openId === null
        ? person.openId === null && person.name === entry.name
        : person.openId === openId,
    );
    if (!before) await insertPerson(context, { openId, ...fields }, 'file', true);
    else if (before.origin !== 'chat' && differs(before, fields)) {
      await changePerson(context, before, fields, null);
    }
  }
}

function differs(before: PersonFields, fields: PersonFields): boolean {
  return fingerprint(before) !== fingerprint(fields);
}

function fingerprint(from: PersonFields): string {
  return JSON.stringify([from.name, from.roles, from.unit, from.trades, from.phone, from.room]);
}
