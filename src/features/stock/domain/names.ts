/** What of an item its name is compared by. */
export interface Named {
  readonly name: string;
  readonly spec: string;
  readonly aliases: readonly string[];
}

/** Several names of one thing; a name of the school's own is an item's alias. */
const SAME: readonly (readonly string[])[] = [
  ['a4纸', 'a4打印纸', 'a4复印纸', '打印纸', '复印纸'],
  ['扫帚', '扫把', '笤帚'],
  ['拖把', '墩布', '拖布'],
  ['黑板擦', '板擦'],
  ['水笔', '签字笔', '中性笔'],
  ['订书钉', '订书针'],
  ['回形针', '曲别针', '别针'],
  ['笔记本', '本子'],
  ['便签', '便利贴', '便条纸'],
  ['透明胶', '透明胶带', '胶带'],
  ['抽纸', '面巾纸', '纸巾'],
  ['卷纸', '卫生纸'],
  ['垃圾袋', '塑料袋'],
  ['灯管', '日光灯管', '日光灯'],
  ['插排', '插线板', '接线板', '拖线板', '排插'],
  ['硒鼓', '碳粉盒'],
  ['纸杯', '一次性杯', '一次性纸杯'],
  ['香皂', '肥皂'],
  ['84消毒液', '84'],
];

/** 84 消毒液 and 84消毒液, Ａ４纸 and a4纸 are one name. */
export function nameKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s·、，,。.!！?？“”"'‘’()（）[\]【】]/gu, '');
}

/** What tells two items apart: the same thing counted in boxes and in packs is two. */
export function matchKey({ name, spec, unit }: { name: string; spec: string; unit: string }) {
  return [name, spec, unit].map(nameKey).join('|');
}

/**
 * The items that somebody means: those of exactly this name, else of another name for it (both are
 * sure), else those whose name contains it or is contained in what was said. All of one step.
 */
export function matching<I extends Named>(
  items: readonly I[],
  said: string,
): { readonly found: readonly I[]; readonly sure: boolean } {
  const key = nameKey(said);
  if (key === '') return { found: [], sure: false };
  const steps: readonly { readonly sure: boolean; readonly fits: (item: I) => boolean }[] = [
    {
      sure: true,
      fits: ({ name, spec }) =>
        [name, name + spec, spec + name].some((one) => nameKey(one) === key),
    },
    { sure: true, fits: ({ aliases }) => aliases.some((alias) => nameKey(alias) === key) },
    {
      sure: true,
      fits: ({ name }) =>
        SAME.some((names) => names.includes(key) && names.includes(nameKey(name))),
    },
    {
      sure: false,
      fits: ({ name, aliases }) =>
        [name, ...aliases]
          .map(nameKey)
          .some((one) => one.includes(key) || (one.length >= 2 && key.includes(one))),
    },
  ];
  for (const { sure, fits } of steps) {
    const found = items.filter(fits);
    if (found.length > 0) return { found, sure };
  }
  return { found: [], sure: false };
}

/** Which item a line is about: one for sure, several it may be, or none. Of several, those counted in the unit said. */
export function identify<I extends Named & { readonly unit: string }>(
  items: readonly I[],
  { name, unit }: { readonly name: string; readonly unit: string | null },
): { readonly item: I } | { readonly maybe: readonly I[] } {
  const { found, sure } = matching(items, name);
  const [only] = found;
  if (sure && only && found.length === 1) return { item: only };
  const counted = found.filter((item) => unit !== null && nameKey(item.unit) === nameKey(unit));
  const [one] = counted;
  if (sure && one && counted.length === 1) return { item: one };
  return { maybe: counted.length > 0 ? counted : found };
}
