import { expect, it } from 'vitest';
import { within } from '../../../../test/people-kit.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { ensurePerson } from '../../people/public.ts';
import { swapsWaitingFor } from '../public.ts';
import { addShifts } from '../store.ts';
import { perform } from './act.ts';
import { requestSwap } from './ask.ts';

const DAY = Temporal.PlainDate.from('2026-12-05');

it('a swap waits for the colleague, then for the director, each on the card on which they decide', async () => {
  await within(async (context: Context<Tables>) => {
    const who = (openId: string) => ensurePerson(context, openId);
    const [wang, head, director] = [
      await who('ou_wang'),
      await who('ou_head3'),
      await who('ou_director'),
    ];
    const [shift] = await addShifts(
      context,
      [
        {
          day: DAY,
          startsAt: context.calendar.at(DAY, '08:00'),
          endsAt: context.calendar.at(DAY.add({ days: 1 }), '08:00'),
          post: 'member',
          personId: wang.id,
          place: null,
        },
      ],
      { what: 'opening', by: null },
    );
    const about = { shiftId: shift?.id ?? '', returnDay: null, reason: null };
    // A school without a group has nobody to call.
    expect(await requestSwap(context, wang, { ...about, colleague: null })).toContain(
      '还没有设置教职工群',
    );
    const asked = await requestSwap(context, wang, { ...about, colleague: head });
    const id = typeof asked === 'string' ? '' : asked.id;
    const lines = async (person: Person) => swapsWaitingFor(context, person);
    expect(await lines(head)).toEqual([
      {
        line: '换班 12月5日（周六）08:00 王老师想和您换，等您同意',
        cardKey: `duty:swap:${id}:ou_head3`,
      },
    ]);
    expect(await lines(director)).toEqual([]);
    await perform(context, id, { kind: 'agree' }, head);
    expect(await lines(head)).toEqual([]);
    expect(await lines(director)).toEqual([
      {
        line: '换班 12月5日（周六）08:00 王老师换给周老师，等您批准',
        cardKey: `duty:swap:${id}:ou_director`,
      },
    ]);
    await perform(context, id, { kind: 'approve' }, director);
    expect(await lines(director)).toEqual([]);
  });
});
