/** What goes by the clock: timers that meet a fault, processes that start anew, a day without anybody, shifts that change hands. */
import { sql } from 'kysely';
import { z } from 'zod';
import { none } from '../violation.ts';
import { strike } from './incoming.ts';
import { LEASE, type Stage } from './stage.ts';

const dueShape = z.array(z.object({ due: z.instanceof(Temporal.Instant) }));

const lastShape = z.array(z.object({ serial: z.number().nullable() }));
const FAULTS = ['connectionError', 'deadlock', 'serializationFailure'] as const;
/** So many statements a look has before and among its timers. */
const STATEMENTS = 50;

/** The next timers meet a fault, one after another, at a point that differs. */
export async function timers(stage: Stage): Promise<void> {
  const end = stage.time.now.add({ hours: 3 });
  for (let n = 0; n < 12; n++) {
    const { rows } = await sql`select due_at as due from timer
      where due_at > ${stage.time.now.toString()}::timestamptz and due_at < ${end.toString()}::timestamptz
      order by due_at limit 1`.execute(stage.parts.database.db);
    const next = dueShape.parse(rows)[0]?.due;
    if (!next) return;
    stage.parts.clock.moveTo(next);
    await strike(
      stage,
      FAULTS[n % FAULTS.length] ?? 'deadlock',
      stage.random.below(STATEMENTS),
      async () => undefined,
    );
  }
}

/** Both processes are started anew: what they had in memory is gone, and nobody is told anything again. */
export async function restarts(stage: Stage): Promise<void> {
  const { replicas, database } = stage.parts;
  // Those who are on duty tomorrow are reminded at six.
  await stage.until('18:20');
  await stage.soon(LEASE);
  const { rows: last } = await sql`select max(serial) as serial from sim_message`.execute(
    database.db,
  );
  for (const replica of replicas) await replica.restart();
  // Whoever looks a little early finds nothing that has not been said.
  await sql`update timer set due_at = ${stage.time.now.toString()}::timestamptz
    where name in ('schedule.look', 'duty.watch')`.execute(database.db);
  for (const replica of replicas) await replica.settle();
  const before = lastShape.parse(last)[0]?.serial ?? 0;
  const { rows } = await sql`select id, thread, kind, card_key from sim_message
    where serial > ${before} and (card_key like 'schedule:%' or card_key like 'duty:%')`.execute(
    database.db,
  );
  none('S1 a process that starts says nothing again', rows);
}

/** Nobody is there until late in the night; what fell due in the evening waits for the morning. */
export async function awayEvening(stage: Stage): Promise<void> {
  const { replicas } = stage.parts;
  await stage.soon(LEASE);
  stage.town.count('bothDown');
  for (const one of replicas) one.down = true;
  stage.pass({ hours: 5, minutes: 30 });
  for (const one of replicas) await one.restart();
  await stage.soon({ minutes: 40 });
}

/** From now until the afternoon of the next day nobody is there, and people go on writing. */
export async function awayDay(stage: Stage): Promise<void> {
  const { replicas } = stage.parts;
  stage.town.count('bothDown');
  // Only a chat that it knows can be looked up.
  await stage.report('ou_li');
  await stage.soon(LEASE);
  for (const one of replicas) one.down = true;
  await stage.report('ou_li');
  for (const hours of [1, 1, 1, 1, 1, 1, 1, 13]) {
    stage.pass({ hours });
    await stage.parts.delivery.retry();
  }
  for (const one of replicas) await one.restart();
  await stage.soon({ minutes: 5 });
}

/** A shift of one of two teachers, and not of tomorrow, is exchanged, and both of them try to approve it. */
export async function swaps(stage: Stage): Promise<void> {
  const shifts = await stage.parts.database.db
    .selectFrom('duty_shift as s')
    .innerJoin('person as p', 'p.id', 's.person_id')
    .select(['s.date', 'p.open_id'])
    .where('s.state', '=', 'standing')
    .where('s.start_at', '>', stage.time.now.add({ hours: 30 }))
    .where('p.open_id', 'in', ['ou_teacher3', 'ou_li'])
    .orderBy('s.start_at')
    .limit(8)
    .execute();
  const first = shifts[0];
  const second = shifts.find(({ open_id: id }) => id !== first?.open_id);
  if (!first || !second) return;
  const from = first.open_id ?? '';
  const to = second.open_id ?? '';
  const day = ({ date }: { readonly date: Temporal.PlainDate }) => `${date.month}月${date.day}日`;
  const name = to === 'ou_li' ? '李老师' : '王老师';
  stage.town.count('rosterSwap');
  await stage.town.say(from, `我${day(first)}的班跟${name}换到${day(second)}`);
  await stage.soon(LEASE);
  await stage.tap(to, '同意换班');
  await stage.soon(LEASE);
  for (const own of ['ou_director', 'ou_deputy']) {
    const found = stage.find(own, '批准换班');
    for (const one of [to, from, own]) if (found) await stage.press(one, found);
  }
  await stage.soon(LEASE);
}
