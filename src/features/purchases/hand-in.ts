/** 提交申请. A missing price is asked for once; then the request goes on without one. */
import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import type { Command } from './domain/command.ts';
import type { Purchase } from './domain/purchase.ts';
import { askAbout, askedPrice } from './hint.ts';
import { nearOnes } from './near.ts';

type C = Context<Tables>;

/** What a tap or a word hands in, with the estimate that was told beside it. */
export async function handingIn(
  context: C,
  purchase: Purchase,
  sumFen: number | null,
): Promise<Command> {
  const near = await nearOnes(context, purchase);
  return { kind: 'submit', near, sumFen, unpriced: await askedPrice(context, purchase) };
}

/** Remembers that the requester was told what is missing, and how it goes on without. */
export async function askPrice(context: C, purchase: Purchase): Promise<void> {
  await askAbout(context, purchase, null, [], true);
}
