/**
 * Who may not, tries: the cards of others are tapped by whoever asked, bought, mended or has nothing to
 * do with it. Nothing of it may have an effect, and without a bug nothing has.
 */
import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../src/tables.ts';

/** Buttons with which somebody decides, takes or signs. */
const DECISIVE = [
  '同意',
  '验收入库',
  '已报销',
  '验收通过',
  '返修',
  '发放',
  '确认领用',
  '签到',
  '批准换班',
  '接单',
  '提交申请',
] as const;

const rows = z.array(z.object({ open_id: z.string() }));

/** Whom a thing is about, by the id on its card: they are the ones who might gain something. */
async function concerned(db: Kysely<Tables>, id: string): Promise<string[]> {
  const found = await sql`
    select p.open_id from person p where p.open_id is not null and p.id in (
      select requester_id from purchase where id = ${id} union select buyer_id from purchase where id = ${id}
      union select reporter_id from repair_ticket where id = ${id} union select worker_id from repair_ticket where id = ${id}
      union select requester_id from issue_request where id = ${id} union select issued_by from issue_request where id = ${id}
      union select from_person_id from duty_swap where id = ${id} union select to_person_id from duty_swap where id = ${id})
    order by p.id`.execute(db);
  return rows.parse(found.rows).map((row) => row.open_id);
}

/** What the attackers need of the simulated town. */
export interface Attacked<Card, Button> {
  readonly db: Kysely<Tables>;
  /** Everybody with a phone. */
  readonly people: readonly string[];
  readonly pick: <T>(from: readonly T[]) => T;
  /** The newest cards of somebody. */
  readonly cards: (person: string) => readonly Card[];
  readonly button: (card: Card, words: string) => Button | null;
  /** The id that a button carries; empty where it carries none. */
  readonly about: (button: Button) => string;
  readonly press: (person: string, card: Card, button: Button) => Promise<unknown>;
}

/** One round: of each decisive button the newest that is to be found, tapped by two who have no business there. */
export async function attack<Card, Button>(town: Attacked<Card, Button>): Promise<number> {
  let tries = 0;
  for (const words of DECISIVE) {
    const owners = town.people.filter((person) =>
      town.cards(person).some((card) => town.button(card, words) !== null),
    );
    if (owners.length === 0) continue;
    const owner = town.pick(owners);
    const card = town.cards(owner).find((one) => town.button(one, words) !== null);
    const button = card && town.button(card, words);
    if (!card || !button) continue;
    const gaining = await concerned(town.db, town.about(button));
    for (const group of [gaining, town.people]) {
      const others = group.filter((person) => person !== owner);
      if (others.length === 0) continue;
      await town.press(town.pick(others), card, button);
      tries += 1;
    }
  }
  return tries;
}
