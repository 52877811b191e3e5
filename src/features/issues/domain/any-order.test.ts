import { expect, it } from 'vitest';
import {
  all,
  commands,
  context,
  line,
  people,
  request,
  type Who,
} from '../../../../test/issues-kit.ts';
import type { Command } from './command.ts';
import { apply, decide } from './decide.ts';

it('whatever happens in whatever order, no more goes out than was asked for, and the store moves by exactly that', () => {
  let seed = 20261124;
  // A small generator of its own: the same sequences every time.
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const actors = Object.keys(people) as Who[];
  for (let run = 0; run < 300; run++) {
    let onHand = BigInt(next(80)) * 1000n;
    let out = 0n;
    let current = request('requested', { exemption: null, lines: [line()] });
    for (let step = 0; step < 25; step++) {
      const quantity = BigInt(next(60) - 2) * 1000n;
      const choices: readonly Command[] = [
        ...commands,
        all,
        { kind: 'issue', quantities: [quantity] },
        { kind: 'giveBack', line: 0, quantity },
      ];
      const command = choices[next(choices.length)] ?? all;
      const decision = decide(
        current,
        command,
        context(actors[next(actors.length)] ?? 'keeper', { onHand: () => onHand }),
      );
      if (decision.outcome === 'refused') continue;
      for (const event of decision.events) {
        for (const { kind, quantity: moved } of event.moves) {
          const taken = kind === 'issue' ? moved : -moved;
          out += taken;
          onHand -= taken;
        }
        current = apply(current, event);
      }
      const [one] = current.lines;
      if (!one) throw new Error('the line is gone');
      expect(onHand).toBeGreaterThanOrEqual(0n);
      expect(one.issued - one.returned).toBe(out);
      expect(one.returned).toBeLessThanOrEqual(one.issued);
      expect(one.issued + one.bought).toBeLessThanOrEqual(one.wanted);
    }
  }
});
