import { expect, it } from 'vitest';
import { acting, draft, fans, someone, TIERS, TODAY } from '../../../../test/purchases-kit.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Command } from './command.ts';

const unit = '三年级';
const teacher = someone('teacher', ['teacher'], { unit });
const principal = someone('principal', ['principal']);
const director = someone('director', ['director', 'admin']);
const both = someone('both', ['unitHead', 'director'], { unit });
const crowd = [
  teacher,
  someone('head', ['unitHead'], { unit }),
  director,
  principal,
  someone('stranger', ['teacher'], { unit }),
  both,
  someone('second', ['director']),
];
const approve: Command = { kind: 'approve', comment: null };
const submit: Command = { kind: 'submit', near: [] };
const give = (to: Person): Command => ({ kind: 'transfer', to, note: null });
const commands: readonly Command[] = [
  { kind: 'edit', reason: '开运动会' },
  { kind: 'edit', lines: [fans(25_000)] },
  submit,
  submit,
  approve,
  approve,
  approve,
  approve,
  { kind: 'return', reason: '请核对数量' },
  give(principal),
  give(both),
  give(director),
];

it('whatever happens in whatever order: nobody approves their own, nobody twice, nothing unsigned', () => {
  const tiers = [TIERS, TIERS.map((tier) => ({ ...tier, mode: 'all' as const }))];
  let seed = 20_261_124;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  let approved = 0;
  const wrong: string[] = [];
  for (let run = 0; run < 500; run++) {
    const requester = crowd[random(crowd.length)] ?? teacher;
    const flow = acting(
      draft(requester, { totalFen: [30_000, 300_000, 900_000][random(3)] ?? 0 }),
      crowd,
      tiers[run % 2],
    );
    const absences = run % 4 < 2;
    const signedIn = new Set<string>();
    for (let step = 0; step < 40; step++) {
      const actor = step % 3 === 0 ? requester : crowd[random(crowd.length)];
      const away = crowd[random(crowd.length)];
      if (away && absences && step % 7 === 0)
        flow.become({ ...away, absentUntil: TODAY, substituteId: both.id });
      const command: Command = commands[random(commands.length)] ?? approve;
      const key = `${flow.purchase.round} ${actor?.id}`;
      const seen = flow.purchase.version - Number(random(4) === 0);
      if (flow.does(actor?.id ?? null, command, seen) === 'ok' && command === approve) {
        // Once more only in the name of somebody who is away.
        if (signedIn.has(key) && !absences) wrong.push('approved twice');
        signedIn.add(key);
      }
      const { steps, state, approvedFen, totalFen } = flow.purchase;
      const signs = steps.flatMap(({ signers }) =>
        signers.flatMap(({ signedBy }) => signedBy ?? []),
      );
      if (signs.includes(requester.id)) wrong.push('approved their own');
      for (const { signers } of steps)
        if (new Set(signers.map(({ personId }) => personId)).size < signers.length)
          wrong.push('stands twice in a step');
      if (state !== 'approved') continue;
      approved++;
      if (signs.length === 0 || !steps.every((one) => one.state === 'approved'))
        wrong.push('unsigned');
      if (approvedFen !== totalFen) wrong.push('another sum');
      break;
    }
  }
  expect(wrong).toEqual([]);
  expect(approved).toBeGreaterThan(50);
});
