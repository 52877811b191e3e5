import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { faultOf, placed, placeKey } from '../domain/fault.ts';
import { findDraft } from '../drafts.ts';
import { perform } from '../perform.ts';
import { findTickets, OPEN_STATES } from '../store.ts';
import { answer } from './answers.ts';
import { claimPhoto } from './photos.ts';
import { completeDraft, UNKNOWN_PLACE } from './report.ts';

/** Words that can be where something is. */
const PLACELIKE = /[\d一二三四五六七八九十]|楼|室|层|厅|堂|场|馆|栋|门|班|库|房|处|厨/u;
const NOT_A_PLACE = /[?？]|谢|好的|收到|不知道/u;

/** A picture without words, or the place that was asked for. */
export async function claims(
  context: Context<Tables>,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<boolean> {
  if (await claimPhoto(context, incoming)) return true;
  const { message, sender } = incoming;
  const [part] = parts;
  if (message.chatKind === 'group' || parts.length !== 1 || !part) return false;
  if (await claimDangerPlace(context, incoming, part)) return true;
  const draft = await findDraft(context, { personId: sender.id });
  const asked = draft?.faults[0];
  if (!draft || !asked || asked.place !== null) return false;
  const text = message.text.trim();
  if (part.intent === 'chitchat') {
    if (!isPlacelike(text)) return false;
    await completeDraft(
      context,
      draft,
      sender,
      draft.faults.map((fault) => placed(fault, text)),
    );
    return true;
  }
  if (part.intent !== 'repair.report') return false;
  const said = faultOf(part.slots, text);
  const { place } = said;
  const sameObject = part.slots.object === null || said.object === asked.object;
  if (place === null || !sameObject || said.urgency === 'critical') return false;
  const faults = draft.faults.map((fault) => placed(fault, place, part.slots.location_norm));
  await completeDraft(context, draft, sender, faults);
  return true;
}

function isPlacelike(text: string): boolean {
  return text.length <= 30 && !NOT_A_PLACE.test(text) && PLACELIKE.test(text);
}

/** A danger was passed on before anybody knew where; the answer goes onto its cards. */
async function claimDangerPlace(
  context: Context<Tables>,
  { message, sender }: Incoming,
  part: SingleUnderstood,
): Promise<boolean> {
  const open = await findTickets(context, {
    reporterId: sender.id,
    states: OPEN_STATES,
    placeKey: '',
  });
  const danger = open.find((ticket) => ticket.danger && ticket.place === UNKNOWN_PLACE);
  const text = message.text.trim();
  const bare =
    part.intent === 'repair.report' && part.slots.location !== null && part.slots.fault === null;
  if (!danger || !(bare || (part.intent === 'chitchat' && isPlacelike(text)))) return false;
  const place = { name: text, key: placeKey(text) };
  const { words } = await perform(context, danger.id, { kind: 'supplement', text, place }, sender);
  await answer(context, message, `${danger.number} ${words}`);
  return true;
}
