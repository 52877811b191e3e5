import { describe, expect, it } from 'vitest';
import { SchoolCalendar } from '../../../kernel/calendar.ts';
import { decideAttendance, duesOf, mayUndo, type Due, type OnDuty } from './sign-in.ts';

const calendar = new SchoolCalendar('Asia/Shanghai', {}, []);
const DAY = Temporal.PlainDate.from('2026-05-01');
const at = (time: string, days = 0) => calendar.at(DAY.add({ days }), time);
const LONG_AGO = at('08:00', -20);

const one = (personId: string, rest: Partial<OnDuty> = {}): OnDuty => ({
  personId,
  day: DAY,
  startsAt: at('08:00'),
  endsAt: at('08:00', 1),
  leads: false,
  reachable: true,
  since: LONG_AGO,
  confirmedAt: null,
  signedInAt: null,
  signedInBy: null,
  ...rest,
});
const ladder = { calendar, directorIds: ['director'], principalIds: ['principal'] };
const say = (dues: readonly Due[]) =>
  dues.map(({ kind, at: when, personId, about }) => {
    const local = when.toZonedDateTimeISO('Asia/Shanghai');
    const time = `${local.day}/${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`;
    return [kind, time, personId, about.join('+')].filter(Boolean).join(' ');
  });
const missing = (dues: readonly Due[]) => say(dues.filter(({ kind }) => kind === 'missing'));

describe('what is due for a shift', () => {
  it('the evening before, half an hour before, and the ladder: person, leader, director', () => {
    expect(
      say(duesOf([one('a'), one('lead', { leads: true, signedInAt: at('07:50') })], ladder)),
    ).toEqual([
      'eve 30/18:00 a',
      'card 1/07:30 a',
      'eve 30/18:00 lead',
      'card 1/07:30 lead',
      'missing 1/08:30 a a',
      'missing 1/09:00 lead a',
      'missing 1/10:00 director a',
    ]);
  });

  it('reminders are of no use once the shift began', () => {
    const reminders = duesOf([one('a')], ladder).filter(({ kind }) => kind !== 'missing');
    expect(reminders).toHaveLength(2);
    expect(reminders.every(({ until }) => Temporal.Instant.compare(until, at('08:00')) <= 0)).toBe(
      true,
    );
  });

  it('a leader who also stands as a member is one person and told once', () => {
    const dues = say(duesOf([one('x'), one('x', { leads: true })], ladder));
    expect(dues).toEqual([
      'eve 30/18:00 x',
      'card 1/07:30 x',
      'missing 1/08:30 x x',
      'missing 1/10:00 director x',
    ]);
  });

  it.each([
    [
      'the director leads: the principal is next',
      [one('a'), one('director', { leads: true, signedInAt: at('07:40') })],
      ['missing 1/08:30 a a', 'missing 1/09:00 director a', 'missing 1/10:00 principal a'],
    ],
    [
      'the director is the one who is missing',
      [one('director')],
      ['missing 1/08:30 director director', 'missing 1/10:00 principal director'],
    ],
    [
      'the leader is the one who is missing',
      [one('lead', { leads: true }), one('a', { signedInAt: at('07:40') })],
      ['missing 1/08:30 lead lead', 'missing 1/10:00 director lead'],
    ],
    [
      'several at once are one message above',
      [one('a'), one('b'), one('lead', { leads: true, signedInAt: at('07:40') })],
      [
        'missing 1/08:30 a a',
        'missing 1/08:30 b b',
        'missing 1/09:00 lead a+b',
        'missing 1/10:00 director a+b',
      ],
    ],
    [
      'a guard without an account is the leader’s to sign in',
      [one('g', { reachable: false }), one('lead', { leads: true, signedInAt: at('07:40') })],
      ['missing 1/09:00 lead g', 'missing 1/10:00 director g'],
    ],
    ['everybody is there', [one('a', { signedInAt: at('07:59') })], []],
    [
      'somebody put on the roster after the start is not reproached',
      [one('a', { since: at('09:00') })],
      [],
    ],
  ])('%s', (_, people, expected) => {
    expect(missing(duesOf(people, ladder))).toEqual(expected);
  });

  it('the director and the principal both on the shift: nobody is told twice', () => {
    const dues = missing(duesOf([one('director', { leads: true }), one('principal')], ladder));
    expect(dues.map((line) => line.split(' ')[2])).toEqual(['director', 'principal']);
  });

  it('a shift that changed hands late is told of at once, while that is of use', () => {
    expect(say(duesOf([one('a', { since: at('21:00', -1) })], ladder))[0]).toBe('eve 30/21:00 a');
    expect(say(duesOf([one('a', { since: at('07:40') })], ladder)).slice(0, 1)).toEqual([
      'card 1/07:40 a',
    ]);
    expect(duesOf([one('a', { since: at('08:10') })], ladder)).toEqual([]);
  });

  it('quiet hours hold back, and what they hold past the start is dropped', () => {
    const early = { startsAt: at('06:20'), endsAt: at('18:00') };
    expect(say(duesOf([one('a', early)], ladder))).toEqual([
      'eve 30/18:00 a',
      'missing 1/06:50 a a',
      'missing 1/08:20 director a',
    ]);
    const night = { startsAt: at('22:00'), endsAt: at('08:00', 1) };
    expect(missing(duesOf([one('a', night)], ladder))).toEqual([
      'missing 2/06:30 a a',
      'missing 2/06:30 director a',
    ]);
  });
});

describe('收到, 签到, 代签到 and 点错了', () => {
  const signed = one('a', { confirmedAt: at('07:00'), signedInAt: at('07:50'), signedInBy: 'a' });
  const guard = one('g', { reachable: false });
  it.each([
    ['confirm', one('a'), 'a', '18:30', -1, 'accepted'],
    ['confirm', signed, 'a', '18:30', -1, 'confirmedAlready'],
    ['confirm', one('a'), 'x', '18:30', -1, 'notYours'],
    ['confirm', guard, 'lead', '18:30', -1, 'notYours'],
    ['confirm', one('a'), 'a', '08:00', 1, 'over'],
    ['signIn', one('a'), 'a', '07:29', 0, 'tooEarly'],
    ['signIn', one('a'), 'a', '07:30', 0, 'accepted'],
    ['signIn', one('a'), 'a', '15:00', 0, 'accepted'],
    ['signIn', one('a'), 'a', '08:00', 1, 'over'],
    ['signIn', signed, 'a', '08:01', 0, 'signedAlready'],
    ['signIn', one('a'), 'lead', '07:40', 0, 'notYours'],
    ['signIn', guard, 'lead', '07:40', 0, 'accepted'],
    ['signIn', guard, 'x', '07:40', 0, 'notYours'],
    ['undo', one('a'), 'a', '07:55', 0, 'notSigned'],
    ['undo', signed, 'a', '08:00', 0, 'accepted'],
    ['undo', signed, 'a', '08:01', 0, 'undoLate'],
    [
      'undo',
      { ...guard, signedInAt: at('07:50'), signedInBy: 'lead' },
      'lead',
      '07:55',
      0,
      'accepted',
    ],
    [
      'undo',
      { ...guard, signedInAt: at('07:50'), signedInBy: 'other' },
      'lead',
      '07:55',
      0,
      'notYourTap',
    ],
  ] as const)('%s %#', (command, row, actorId, time, days, outcome) => {
    const now = at(time, days);
    const decision = decideAttendance(row, command, {
      actorId,
      mayStandIn: actorId === 'lead',
      now,
    });
    expect(decision.outcome === 'refused' ? decision.code : decision.outcome).toBe(outcome);
    expect(mayUndo(row, actorId, now)).toBe(
      decideAttendance(row, 'undo', { actorId, mayStandIn: true, now }).outcome === 'accepted',
    );
  });
});
