import { describe, expect, it } from 'vitest';
import type { Person, Role } from '../../../kernel/people.ts';
import { decideEdit, EDITS, type EditKind, type EditRefusal, type Standing } from './edit.ts';

function person(roles: readonly Role[], active = true): Person {
  return {
    id: 'p',
    openId: 'ou_p',
    name: 'p',
    roles,
    unit: null,
    trades: [],
    phone: null,
    room: null,
    active,
    absentUntil: null,
    substituteId: null,
  };
}

const ACTORS = {
  director: person(['director']),
  admin: person(['admin']),
  principal: person(['principal']),
  repairer: person(['repairer']),
  teacher: person(['teacher']),
  leaver: person(['director', 'admin'], false),
};
const MAY = new Set<string>(['director', 'admin']);
const STATES = ['active', 'paused', 'removed'] as const;
/** What comes of each, for those who may and see the newest card. */
const OUTCOMES: Record<Standing['state'], Record<EditKind, Standing['state'] | EditRefusal>> = {
  active: { change: 'active', pause: 'paused', resume: 'notPaused', remove: 'removed' },
  paused: { change: 'paused', pause: 'paused', resume: 'active', remove: 'removed' },
  removed: { change: 'removed', pause: 'removed', resume: 'active', remove: 'removed' },
};
const REFUSED = new Set(['active resume', 'paused pause', 'removed change', 'removed pause']).add(
  'removed remove',
);
const SEEN = { newest: 4, older: 3, 'said in words': null };

describe.each(STATES)('a %s one', (state) => {
  describe.each(EDITS)('%s', (kind) => {
    it.each(Object.entries(ACTORS))('by the %s', (name, actor) => {
      for (const [card, seen] of Object.entries(SEEN)) {
        const outcome = OUTCOMES[state][kind];
        const refusal = !MAY.has(name)
          ? 'notAllowed'
          : card === 'older'
            ? 'stale'
            : REFUSED.has(`${state} ${kind}`)
              ? outcome
              : null;
        expect(decideEdit({ state, version: 4 }, kind, { actor, seen })).toMatchObject(
          refusal === null
            ? { outcome: 'accepted', events: [{ kind, next: { state: outcome, version: 5 } }] }
            : { outcome: 'refused', code: refusal },
        );
      }
    });
  });
});
