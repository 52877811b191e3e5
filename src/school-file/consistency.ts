import type { SchoolFile } from './schema.ts';

export interface Mistake {
  readonly path: readonly (string | number)[];
  /** A whole clause: what is wrong and what would be right. */
  readonly message: string;
}

/** What no single field can tell: whether the file's parts fit each other. */
export function inconsistencies(file: SchoolFile): Mistake[] {
  return [
    ...groups(file),
    ...people(file),
    ...tiers(file),
    ...stock(file),
    ...shifts(file),
    ...terms(file),
  ];
}

function groups({ groups: { staff, logistics, reports }, setup }: SchoolFile): Mistake[] {
  if (staff !== null && staff === logistics) {
    return [{ path: ['groups', 'logistics'], message: '和 staff 是同一个群，应为另一个群的编号' }];
  }
  // Whoever writes to all of the staff does not speak to the bot.
  if (staff !== null && staff === reports) {
    return [
      { path: ['groups', 'reports'], message: '和 staff 是同一个群，应为专门报修的群，或不写' },
    ];
  }
  if (setup) return [];
  return Object.entries({ staff, logistics }).flatMap(([name, id]) =>
    id === null
      ? [
          {
            path: ['groups', name],
            message: '不能为 null，应为 oc_ 开头的群编号（只有写了 setup: true 才可以先空着）',
          },
        ]
      : [],
  );
}

function people(file: SchoolFile): Mistake[] {
  const seen = new Set<string>();
  return file.people.flatMap((person, i): Mistake[] => {
    const path = ['people', i];
    if (person.offline && person.id !== undefined) {
      return [{ path: [...path, 'id'], message: '和 offline: true 不能同时写，应二者留一' }];
    }
    if (!person.offline && person.id === undefined) {
      return [
        { path, message: `${person.name} 缺少 id，应写 id: ou_…，没有飞书的人写 offline: true` },
      ];
    }
    const key = person.id ?? person.name;
    if (seen.has(key)) {
      return [{ path, message: `${key} 重复了，每个人应只写一行，几个角色写在同一个 roles 里` }];
    }
    seen.add(key);
    return [];
  });
}

function tiers(file: SchoolFile): Mistake[] {
  const all = file.purchases.tiers;
  return all.flatMap(({ upTo }, i): Mistake[] => {
    const path = ['purchases', 'tiers', i];
    if (i === all.length - 1) {
      return upTo === undefined
        ? []
        : [{ path, message: '最后一档不应写 upTo，否则更大的金额没有人批' }];
    }
    if (upTo === undefined) return [{ path, message: '缺少 upTo，只有最后一档可以不写' }];
    const former = i > 0 ? all[i - 1]?.upTo : undefined;
    return former !== undefined && upTo <= former
      ? [{ path: [...path, 'upTo'], message: `“${upTo}” 不对，应大于上一档的 ${former}` }]
      : [];
  });
}

function stock(file: SchoolFile): Mistake[] {
  return file.stock.flatMap(({ name }, i) =>
    file.stock.findIndex((item) => item.name === name) < i
      ? [{ path: ['stock', i, 'name'], message: `“${name}” 重复了，每种物品应只写一行` }]
      : [],
  );
}

function shifts(file: SchoolFile): Mistake[] {
  const offline = new Set(file.people.flatMap((person) => (person.offline ? [person.name] : [])));
  return file.duty.shifts.flatMap((shift, i) =>
    (['person', 'leader'] as const).flatMap((field) => {
      const who = shift[field];
      if (who === undefined || /^ou_\w+$/.test(who) || offline.has(who)) return [];
      return [
        {
          path: ['duty', 'shifts', i, field],
          message: `“${who}” 不对，应为 ou_ 开头的 open_id，或 people 里没有飞书的人的姓名`,
        },
      ];
    }),
  );
}

function terms(file: SchoolFile): Mistake[] {
  return file.terms.flatMap((term, i): Mistake[] => {
    if (term.to <= term.from) {
      return [
        { path: ['terms', i, 'to'], message: `“${term.to}” 不对，应晚于 from 的 ${term.from}` },
      ];
    }
    const former = i > 0 ? file.terms[i - 1] : undefined;
    return former && term.from <= former.to
      ? [
          {
            path: ['terms', i, 'from'],
            message: `“${term.from}” 不对，应晚于上一学期的 ${former.to}`,
          },
        ]
      : [];
  });
}
