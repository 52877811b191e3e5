import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleCalled } from '../people/public.ts';

const FOR = /^(?:我|请|麻烦)?[替帮代]([\p{L}·]{2,12}?)(?:报个?修|报一下|报|登记)/u;

/** Whose report it is: the sender's own, or somebody's for whom the sender speaks (替王老师报). */
export type Behalf =
  | { readonly kind: 'own' }
  | { readonly kind: 'for'; readonly person: Person }
  | { readonly kind: 'unclear'; readonly question: string };

export async function behalfIn({ tx, school }: Context<Tables>, text: string): Promise<Behalf> {
  const name = FOR.exec(text.trim())?.[1];
  if (name === undefined) return { kind: 'own' };
  const found = await peopleCalled(tx, school.id, name);
  const [person] = found;
  if (!person) return { kind: 'own' };
  if (found.length === 1) return { kind: 'for', person };
  const choices = found.map((one) => `${one.unit ?? ''}${one.name}`).join('、');
  return {
    kind: 'unclear',
    question: `有 ${found.length} 位${person.name}：${choices}。请带上部门再发一次，例如“替${person.unit ?? ''}${person.name}报，302 空调不制冷”`,
  };
}
