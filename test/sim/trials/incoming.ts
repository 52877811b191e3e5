/** What comes in wrongly, and processes that end while they deal with it. */
import { INBOUND_FAULTS } from '../delivery.ts';
import type { DatabaseFault } from '../gate.ts';
import { none } from '../violation.ts';
import { report } from '../wordings.ts';
import { LEASE, type Stage } from './stage.ts';

/** What breaks, how far apart the points are where it does, and how many of them a report is sure to reach. */
const BREAKS = [
  ['crashAfterCommit', 1, 6],
  ['crashBeforeCommit', 1, 6],
  ['crashBetweenStatements', 5, 6],
  ['connectionError', 5, 6],
  ['crashAfterSend', 1, 1],
  ['commitAnswerLost', 1, 6],
  ['slowCommit', 1, 6],
] as const satisfies readonly (readonly [DatabaseFault, number, number])[];

/** One report for each way in which an event can come wrongly. */
export async function everyInbound(stage: Stage): Promise<void> {
  const { delivery } = stage.parts;
  const before = delivery.trouble;
  delivery.trouble = 1;
  for (let n = 0; n < INBOUND_FAULTS.length; n++) {
    await stage.report('ou_canteen');
    await stage.soon({ seconds: 2 });
  }
  delivery.trouble = before;
}

/** The process ends, or its connection, at one point after another of the same work. */
export async function broken(stage: Stage): Promise<void> {
  const first = stage.random.below(6);
  for (const [n, [fault, apart, points]] of BREAKS.entries())
    await strike(stage, fault, ((first + n) % points) * apart, async () => {
      await stage.report('ou_li');
    });
}

/** The same while what has been taken in is dealt with, said by one who gets an answer for it and nothing else. */
export async function halfDone(stage: Stage): Promise<void> {
  const { world } = stage.parts.platform;
  const asked: string[] = [];
  for (let commit = 0; commit < 6; commit++) {
    const { messageId } = await stage.town.say('ou_feng', '今天谁值班');
    await strike(stage, 'crashAfterCommit', commit, async () => undefined);
    asked.push(messageId);
  }
  for (let n = 0; n < 8; n++) {
    await stage.report('ou_feng');
    await strike(stage, 'connectionError', stage.random.below(60), async () => undefined);
  }
  const answers = [...world.messages.values()].filter(({ fromBot }) => fromBot);
  none(
    'I2 one answer for each question',
    asked.filter((id) => answers.filter(({ parentId }) => parentId === id).length > 1),
  );
}

export async function strike(
  stage: Stage,
  fault: DatabaseFault,
  after: number,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const { replicas } = stage.parts;
  for (const { gate } of replicas) gate.arm(fault, after);
  await meanwhile();
  await stage.time.settle();
  for (const replica of replicas) {
    replica.gate.disarm();
    if (replica.gate.crashed) await replica.restart();
  }
  await stage.soon(LEASE);
}

/** Two things said before anybody looked: they are dealt with as they were said. */
export async function inOrder(stage: Stage): Promise<void> {
  const { delivery } = stage.parts;
  const said = [await stage.report('ou_feng')];
  stage.pass({ seconds: 0 });
  said.push(await stage.report('ou_feng'));
  if (said.some((id) => !delivery.sent.get(`m:${id}`)?.acknowledged)) return;
  const before = await stage.numbers(said);
  await stage.soon(LEASE);
  const numbers = await stage.numbers(said);
  if (before.size > 0 || numbers.size < 2) return;
  const [first = '', second = ''] = said.map((id) => numbers.get(id));
  none(
    'I1 what one person says in one chat is dealt with in its order',
    first < second ? [] : [`${first} was said before ${second}`],
  );
}

/** Somebody of another school, in a group that both are in. */
export async function guest(stage: Stage): Promise<void> {
  const said = await stage.town.say('ou_feng', report(stage.random, stage.room()), {
    tenant: 'another',
  });
  await stage.soon(LEASE);
  none('X1 a guest opens nothing', [...(await stage.numbers([said.messageId])).values()]);
}
