import type { StoredCheck, StoredItem } from '../store.ts';
import { readCheck, readItem, type Wanted } from './form.ts';
import type { Entry } from './store.ts';

export function readEntry(
  former: Entry,
  wanted: Wanted,
): Entry | { readonly wrong: readonly string[] } {
  if (former.kind === 'item') {
    const read = readItem(former.it, wanted);
    return 'wrong' in read ? read : { ...former, it: read.it };
  }
  const read = readCheck(former.it, wanted);
  return 'wrong' in read ? read : { ...former, it: read.it };
}

/** What a new one is before anything is filled in; without a person it is the director's. */
export function empty(kind: Entry['kind']): Entry {
  const common = { id: '', title: '', owner: '总务主任', ownerOpenId: null };
  const standing = { state: 'active', version: 1 } as const;
  const item: StoredItem = {
    ...common,
    month: 0,
    due: { anchor: 'monthDay', day: 1, roll: 'previousWorkingDay' },
    remindDaysBefore: [],
    kind: 'deadline',
  };
  const check: StoredCheck = {
    ...common,
    when: { rrule: 'FREQ=DAILY', policy: 'schoolDays' },
    times: [],
  };
  return kind === 'item' ? { ...standing, kind, it: item } : { ...standing, kind, it: check };
}
