import type { Kysely, Selectable } from 'kysely';
import type { Question, Questions } from '../kernel/questions.ts';
import type { DialogueTables } from './tables.ts';

/** Later, a bare 是 may mean anything. */
const FRESH = { minutes: 30 } as const;

/** The questions of one transaction. What is past its time goes when the same person is asked anew. */
export function questionsIn(
  database: Kysely<DialogueTables>,
  schoolId: string,
  now: Temporal.Instant,
): Questions {
  const all = () => database.selectFrom('question').selectAll().where('school_id', '=', schoolId);
  const read = (row: Selectable<DialogueTables['question']>): Question => ({
    name: row.name,
    key: row.key,
    data: row.data,
    fresh: Temporal.Instant.compare(row.at.add(FRESH), now) >= 0,
  });
  return {
    async ask({ name, key, personId, groupId, data = {}, until }) {
      await database
        .deleteFrom('question')
        .where('school_id', '=', schoolId)
        .where('person_id', '=', personId)
        .where('until', '<', now)
        .execute();
      const row = {
        person_id: personId,
        group_id: groupId,
        data: JSON.stringify(data),
        at: now,
        until,
      };
      await database
        .insertInto('question')
        .values({ school_id: schoolId, name, key, ...row })
        .onConflict((c) => c.columns(['school_id', 'name', 'key']).doUpdateSet(row))
        .execute();
    },
    async close(name, key) {
      await database
        .deleteFrom('question')
        .where('school_id', '=', schoolId)
        .where('name', '=', name)
        .where('key', '=', key)
        .execute();
    },
    async find(name, key) {
      const row = await all()
        .where('name', '=', name)
        .where('key', '=', key)
        .where('until', '>=', now)
        .executeTakeFirst();
      return row ? read(row) : null;
    },
    async openTo(personId, groupId) {
      const mine = all().where('person_id', '=', personId).where('until', '>=', now);
      const here = groupId === null ? mine : mine.where('group_id', '=', groupId);
      // Two of one message were asked at one instant; the order of their keys is that of their making.
      return (await here.orderBy('at', 'desc').orderBy('key', 'desc').execute()).map(read);
    },
  };
}
