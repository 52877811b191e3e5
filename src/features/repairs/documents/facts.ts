import { createHash } from 'node:crypto';
import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import type { Ticket } from '../domain/ticket.ts';
import { dispatchOf, signatureOf } from '../record.ts';
import { countPhotos } from '../pictures.ts';

type C = Context<Tables>;

/** `2026年11月24日 14:30` in school time: paper outlives the year. */
export function paperTime({ school }: Pick<C, 'school'>, at: Temporal.Instant | null): string {
  if (at === null) return '';
  const local = at.toZonedDateTimeISO(school.timezone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${local.year}年${local.month}月${local.day}日 ${two(local.hour)}:${two(local.minute)}`;
}

/** What a printed form says about one ticket. Empty words are left for a pen. */
export interface Facts {
  readonly ticket: Ticket;
  readonly reporter: Person | null;
  readonly worker: Person | null;
  readonly photos: number;
  /** Who sent the worker, and when; by the system at the report. */
  readonly dispatched: string;
  /** 电子签名 of the acceptance, or why there is none. */
  readonly signature: string;
  readonly opinion: string;
}

export async function factsOf(context: C, ticket: Ticket): Promise<Facts> {
  const { tx, school } = context;
  const name = async (id: string | null) =>
    id === null ? '系统' : ((await personById(tx, school.id, id))?.name ?? '有人');
  const sent =
    ticket.workerId === null ? null : await dispatchOf(context, ticket.id, ticket.workerId);
  return {
    ticket,
    reporter: await personById(tx, school.id, ticket.reporterId),
    worker: ticket.workerId === null ? null : await personById(tx, school.id, ticket.workerId),
    photos: await countPhotos(context, ticket.id),
    dispatched: sent
      ? `${sent.kind === 'report' ? '系统派单' : sent.kind === 'accept' ? '自行接单' : await name(sent.actorId)} ${paperTime(context, sent.at)}`
      : '',
    ...(await acceptance(context, ticket, name)),
  };
}

async function acceptance(
  context: C,
  ticket: Ticket,
  name: (id: string | null) => Promise<string>,
): Promise<Pick<Facts, 'opinion' | 'signature'>> {
  const reworked = ticket.reworks > 0 ? `（返修 ${ticket.reworks} 次后）` : '';
  if (ticket.state === 'acceptedByDefault') {
    return {
      opinion: `逾期未验收，默认验收${reworked}，不计满意`,
      signature: `无签名，系统于 ${paperTime(context, ticket.endedAt)} 记默认验收`,
    };
  }
  if (ticket.state !== 'accepted') return { opinion: '', signature: '' };
  const signed = await signatureOf(context, ticket.id);
  if (!signed) return { opinion: `验收通过${reworked}`, signature: '' };
  const behalf =
    signed.actorId === ticket.reporterId ? '' : `（代${await name(ticket.reporterId)}）`;
  const at = paperTime(context, signed.at);
  return {
    opinion: `验收通过${reworked}`,
    signature: `电子签名：${await name(signed.actorId)}${behalf}  ${at}  ${checkCode(context, ticket, signed)}`,
  };
}

/**
 * `BX2611-0001-7F3A9C21`: the number and a code of the history row that recorded the tap. Whoever has
 * the database can compute it again from that row; on paper alone it cannot be made up.
 */
export function checkCode(
  { school }: Pick<C, 'school'>,
  { number }: Pick<Ticket, 'number'>,
  signed: { readonly id: string; readonly actorId: string | null; readonly at: Temporal.Instant },
): string {
  const words = [school.id, number, signed.id, signed.actorId ?? '', signed.at.toString()].join(
    '\n',
  );
  return `${number}-${createHash('sha256').update(words).digest('hex').slice(0, 8).toUpperCase()}`;
}
