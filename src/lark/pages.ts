import { z } from 'zod';
import { SendFailure } from '../outbox/send.ts';
import type { Caller } from './caller.ts';

const pageSchema = z.object({
  data: z.object({
    items: z.array(z.unknown()).default([]),
    page_token: z.string().default(''),
    has_more: z.boolean().default(false),
  }),
});

/** Every page; the SDK's iterators end silently at a page that fails. */
export async function all(
  caller: Caller,
  url: string,
  params: Readonly<Record<string, string>>,
  pageSize = 100,
): Promise<unknown[]> {
  const items: unknown[] = [];
  let token = '';
  for (let page = 0; page < 1_000; page++) {
    const position = token === '' ? {} : { page_token: token };
    const answer = await caller.call({
      method: 'GET',
      url,
      params: { ...params, page_size: pageSize, ...position },
    });
    const { data } = read(pageSchema, answer);
    items.push(...data.items);
    if (!data.has_more) return items;
    if (data.page_token === '' || data.page_token === token) break;
    token = data.page_token;
  }
  throw new SendFailure('bug', 'a list of the platform that does not end');
}

export function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success)
    throw new SendFailure('retry', 'an answer of the platform in an unknown form');
  return parsed.data;
}
