import type { Context } from '../../kernel/feature.ts';
import type { InboundMessage } from '../../kernel/inbound.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleCalled, personByOpenId } from '../people/public.ts';

const FOR = /^(?:我|请|麻烦)?[替帮代给]\s*(@?)([\p{L}·]{2,12}?)\s*(?:申?领|拿|要)/u;

/** Whose request it is: the sender's own, or somebody's for whom the sender speaks (替王老师领). */
export type Behalf =
  | { readonly kind: 'own' }
  | { readonly kind: 'for'; readonly person: Person }
  | { readonly kind: 'unclear'; readonly question: string };

/** 帮我们组领, 给五年级领 name nobody: what is handed out is signed for by the sender. */
export async function behalfIn(
  { tx, school }: Context<Tables>,
  { text, mentions }: Pick<InboundMessage, 'text' | 'mentions'>,
): Promise<Behalf> {
  const [, at, name] = FOR.exec(text.trim()) ?? [];
  if (name === undefined) return { kind: 'own' };
  const mentioned = at === '@' ? mentions.find((one) => one.name === name) : undefined;
  const known = mentioned && (await personByOpenId(tx, school.id, mentioned.openId));
  if (known?.active) return { kind: 'for', person: known };
  const found = await peopleCalled(tx, school.id, name);
  const [person, another] = found;
  if (!person) return { kind: 'own' };
  if (!another) return { kind: 'for', person };
  const choices = found.map((one) => `${one.unit ?? ''}${one.name}`).join('、');
  return {
    kind: 'unclear',
    question: `有 ${found.length} 位${name}：${choices}。请带上部门或全名再发一次，例如“替${person.unit ?? ''}${person.name}领两盒粉笔”`,
  };
}
