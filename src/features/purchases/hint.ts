import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import type { Purchase } from './domain/purchase.ts';

type C = Context<Tables>;

/** What the open question about a draft carries: goods whose number nobody has said. */
const asked = z.object({
  uncounted: z.array(z.string()).catch([]),
  price: z.boolean().catch(false),
});
/** How long an answer in words still counts. */
const KEPT = { hours: 72 } as const;

/** While a request is a draft, words of the requester may be about it. */
export async function askAbout(
  { questions, now }: C,
  purchase: Purchase,
  groupId: string | null,
  uncounted: readonly string[] = [],
  price = false,
): Promise<void> {
  await questions.ask({
    name: 'purchases.draft',
    key: purchase.id,
    personId: purchase.requesterId,
    groupId,
    data: { uncounted: [...uncounted], price },
    until: now.add(KEPT),
  });
}

/** Whether handing in was tried without a price and the requester told so. */
export async function askedPrice({ questions }: C, { id }: Purchase): Promise<boolean> {
  const question = await questions.find('purchases.draft', id);
  return asked.catch({ uncounted: [], price: false }).parse(question?.data ?? {}).price;
}

/** What is still to be said, and how; null where nothing is missing. */
export async function hintOf({ questions }: C, purchase: Purchase): Promise<string | null> {
  if (purchase.lines.length === 0)
    return '要买什么？直接回复我，例如“电风扇 3 台，两百一台，周五前”';
  const question = await questions.find('purchases.draft', purchase.id);
  const { uncounted } = asked.catch({ uncounted: [], price: false }).parse(question?.data ?? {});
  const guessed = purchase.lines.filter(
    ({ name, quantity }) => uncounted.includes(name) && quantity === 1000n,
  );
  const unpriced = purchase.lines.filter((line) => !line.fromStock && line.amountFen === null);
  const parts = [
    ...(guessed.length > 0
      ? [
          `没说数量的按 1 算（${guessed.map(({ name }) => name).join('、')}），不对请回复，例如“${guessed[0]?.name} 5 个”`,
        ]
      : []),
    ...(purchase.totalFen === null && unpriced.length > 0
      ? [
          `还缺估价：${unpriced.map(({ name }) => name).join('、')}。直接回复我，例如“两百一${unpriced[0]?.unit ?? '个'}”或“共600”，大概的也行`,
        ]
      : []),
  ];
  return parts.length > 0 ? parts.join('\n') : null;
}
