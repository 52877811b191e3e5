import type { Urgency } from '../kernel/understood.ts';
import {
  CLIMBED,
  CRITICAL,
  DOOR,
  DOOR_STUCK,
  GIVES_WAY,
  HIGH,
  NOT_CRITICAL,
  NOT_DOOR,
} from './lexicon/urgency.ts';

/** Whether a danger to people is told, not denied, feared or over. */
export function danger(text: string): boolean {
  const feared = text.replace(NOT_CRITICAL, (m) => '＿'.repeat(m.length));
  return CRITICAL.some((sign) => sign.test(feared));
}

/** First sign that matches decides, RULES.md 2 urgency. */
export function urgencyOf(
  text: string,
  object: string,
  fault: string,
  place: string,
  soon: boolean,
): Urgency {
  if (danger(text)) return 'critical';
  if (soon) return 'high';
  const area = `${object} ${fault}`;
  const whole =
    object === '' || /网|路由|电源|电闸|空开|电箱/.test(object) || /跳闸|又跳|推不上/.test(text);
  if (HIGH.some((sign, i) => (i !== 1 || whole) && sign.test(text))) return 'high';
  if (
    DOOR.test(object) &&
    !NOT_DOOR.test(object) &&
    !/隔间|柜/.test(place) &&
    DOOR_STUCK.test(/[了坏]$/.test(fault) || fault === '' ? text : fault)
  )
    return 'high';
  if (
    CLIMBED.test(object) &&
    !/床垫|床单/.test(object) &&
    GIVES_WAY.test(`${fault} ${/开/.test(fault) ? text : ''}`)
  )
    return 'high';
  return CLIMBED.test(area) && /护栏.{0,3}(?:松|断)|床板.{0,3}断/.test(area) ? 'high' : 'normal';
}
