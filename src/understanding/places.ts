import type { ReportSlots, Span } from '../kernel/understood.ts';
import { PLACE_ATOMS } from './lexicon/places.ts';
import { readNumber, spokenDigits } from './numbers.ts';
import { remembered } from './words.ts';

interface Atom {
  start: number;
  end: number;
  kind: string;
}

/** One location: adjacent atoms, with offsets in the text. */
export interface Place {
  start: number;
  end: number;
  atoms: Atom[];
}

const kinds = PLACE_ATOMS.map(([kind]) => kind);
const PATTERN = new RegExp(
  PLACE_ATOMS.map(([, source], i) => `(?<k${String(i)}>${source})`).join('|'),
  'g',
);
const GAP =
  /^(?:的|\s|(?<!\d)-|(?:的)?(?:那|这)(?:个|边的?)?|[、,和](?=[一二三四五六七八九][(（]|\d{3}(?!\d)|[高初]))$|^$|^[)）]?(?:的)?$/;
const LIST = /^(?:[、,和]|跟|及|与|到|-)$/;

/** Marks a name among the school's own that is a room or spot, not a building. */
export const OWN = '@';

/** Locations named in a normalised text, in order. */
export function findPlaces(text: string, buildings: readonly string[]): Place[] {
  return found(text, buildings.join('\n'));
}

const found = remembered((text, names): Place[] => {
  const buildings = names === '' ? [] : names.split('\n');
  const atoms: Atom[] = [];
  for (const given of buildings) {
    const kind = given.startsWith(OWN) ? 'own' : 'building';
    const name = kind === 'own' ? given.slice(OWN.length) : given;
    const at = name.length > 1 ? text.indexOf(name.toLowerCase()) : -1;
    const end = at + name.length;
    if (at >= 0 && !atoms.some((a) => a.start < end && at < a.end))
      atoms.push({ start: at, end, kind });
  }
  for (const hit of text.matchAll(PATTERN)) {
    const index = kinds.findIndex((_, i) => hit.groups?.[`k${String(i)}`] !== undefined);
    const start = hit.index;
    const end = start + hit[0].length;
    if (atoms.some((a) => a.start < end && start < a.end)) continue;
    const kind = kinds[index] ?? 'spot';
    if (
      kind === 'number' &&
      /^\d/.test(hit[0]) &&
      /^(?:个|张|把|套|块|包|箱|盒|本|支|ml|元|毫|米|g|克|天(?![花井台线])|人|瓦|w|v|次|度|点)/.test(
        text.slice(end),
      )
    )
      continue;
    if (
      kind === 'number' &&
      /(?:电话|分机|短号|内线|座机|bx|cg|ly|[rtps#]|单号|工单|型号|预算|大概)[号码是:： ]*(?:20\d\d-)?$/.test(
        text.slice(0, start),
      )
    )
      continue;
    if (kind === 'generic' && /^(?:窗口|餐厅)$/.test(hit[0]) && atoms.length === 0) continue;
    atoms.push({ start, end, kind });
  }
  atoms.sort((a, b) => a.start - b.start);
  const places: Place[] = [];
  for (const atom of atoms) {
    const last = places.at(-1);
    const previous = last?.atoms.at(-1);
    const gap = last ? text.slice(last.end, atom.start) : '';
    const listed =
      previous !== undefined &&
      LIST.test(gap) &&
      previous.kind === atom.kind &&
      atom.kind !== 'spot';
    // 四楼，西侧，女厕: one place told in pieces.
    const pieces =
      last !== undefined &&
      /^[，,]\s?$/.test(gap) &&
      previous?.kind !== atom.kind &&
      !last.atoms.some((a) => a.kind === atom.kind);
    if (last && (GAP.test(gap) || listed || pieces)) {
      last.atoms.push(atom);
      last.end = atom.end;
    } else places.push({ start: atom.start, end: atom.end, atoms: [atom] });
  }
  // 旁边 or 中间 alone names no place; a door or corner does.
  return places.filter(
    (p) =>
      // 门卫反映…: who tells it, not where.
      !/^(?:反映|说|讲|打电话)/.test(text.slice(p.end)) &&
      // 停在五楼, 滴到床上: where something ends up.
      !/(?:流|漏|淌|漫|灌)了?(?:一|满|整个?)$|(?:满|就是|都是|全是)$|(?:压|靠|挂|停|卡|困|掉|滴|流|漏|渗|搬|移|挪|送|倒|砸|落|飞|运|漫|淹)[在到进向往]$|影响(?:到|了)?$/.test(
        text.slice(0, p.start),
      ) &&
      (p.atoms.some((a) => a.kind !== 'spot') ||
        /门口|楼下|楼上|讲台|黑板|窗|墙|入口|操场/.test(text.slice(p.start, p.end))),
  );
});

const FUNCTION = /(?:室|厅|房|间|处|组|卫|站|馆|库|中心|教室|会|委|办)$/;

function normOf(text: string, place: Place): ReportSlots['location_norm'] {
  const norm: ReportSlots['location_norm'] = {};
  for (const atom of place.atoms) {
    const word = text.slice(atom.start, atom.end);
    if (atom.kind === 'building') norm.building ??= word;
    else if (atom.kind === 'pair') {
      const [building, room] = word.split('-');
      if (building && room && norm.building !== undefined) {
        norm.room ??= word;
        if (room.length === 3) norm.floor ??= Number(room[0]);
      } else if (building && room) {
        norm.building ??= building;
        norm.room ??= room;
        if (room.length === 3) norm.floor ??= Number(room[0]);
      }
    } else if (atom.kind === 'floor') {
      if (/负|地下|^b\d/.test(word))
        norm.floor ??= -(readNumber(/[一二三\d]/.exec(word)?.[0] ?? '1') ?? 1);
      else {
        const n = readNumber(/^[0-9一二三四五六七八九十]+/.exec(word)?.[0] ?? 'x');
        if (n !== null) norm.floor ??= n;
      }
    } else if (atom.kind === 'number') {
      const bare = word.replace(/^room |-|教室|办公室|宿舍|寝室|房间|房|室/g, '');
      const room = /^[a-z]?\d+$/.test(bare) ? bare : spokenDigits(bare);
      // 琴房207: the number says which one.
      if (norm.room === undefined || !/\d/.test(norm.room)) norm.room = room;
      const three = /^[a-z]?(\d)\d\d$/.exec(room);
      if (three) norm.floor ??= Number(three[1]);
    } else if (atom.kind === 'class' || atom.kind === 'own') norm.room ??= word;
    else if (atom.kind === 'room' && FUNCTION.test(word)) norm.room ??= word;
  }
  return norm;
}

/** The location as written and what follows from it. */
export function placeSlots(
  original: string,
  text: string,
  places: readonly Place[],
): { location: Span; norm: ReportSlots['location_norm'] } {
  const vague = (p: Place) => p.atoms.every((a) => a.kind === 'generic' || a.kind === 'spot');
  const near = places[0];
  // 搬到走廊: where something shall go is not where the fault is.
  const far = places.find(
    (p, i) =>
      i > 0 &&
      // 学生都在走廊等: where people are.
      !/[到往向去]$|(?:学生|同学|孩子|娃娃|家长|老师|大家|人|保安|师傅)们?都?(?:在|从|只能)$/.test(
        text.slice(0, p.start),
      ),
  );
  // 我们办公室…，行政楼208: the speaker's own room, then where it is.
  const own = near && /(?:我们?|咱们?|俺们?)$/.test(text.slice(0, near.start));
  const first = near && far && own && vague(near) && !vague(far) ? far : near;
  if (!first) return { location: null, norm: {} };
  const withoutSpace = (p: Place) => original.slice(p.start, p.end).replace(/的$/, '');
  // 思源楼与图书馆之间的路上: a way between two places lies in neither.
  const between =
    /^(?:之间|中间)(?:的|那条|那段)?(?:路上?|小路上?|小路|空地|通道|连廊|过道|草坪|地方)?/.exec(
      text.slice(first.end),
    );
  if (between)
    return { location: original.slice(first.start, first.end + between[0].length), norm: {} };
  const norm = normOf(text, first);
  const second = first === near ? far : undefined;
  const level = (p: Place) =>
    new Set(p.atoms.map((a) => (a.kind === 'number' || a.kind === 'class' ? 'room' : a.kind)));
  // 水房…，二号宿舍楼: a second phrase that says where the first one lies.
  if (
    second &&
    [...level(second)].some((k) => k !== 'spot') &&
    ![...level(second)].some((k) => k !== 'generic' && level(first).has(k))
  ) {
    const more = normOf(text, second);
    const merged = { ...more, ...norm };
    return {
      location: [withoutSpace(first), withoutSpace(second)],
      norm: restore(original, text, merged),
    };
  }
  return { location: withoutSpace(first), norm: restore(original, text, norm) };
}

/** Building and room as the writer spelled them, where they stand in the text. */
function restore(
  original: string,
  text: string,
  norm: ReportSlots['location_norm'],
): ReportSlots['location_norm'] {
  const out: ReportSlots['location_norm'] = {};
  const spelled = (value: string) => {
    const at = text.indexOf(value);
    return at >= 0 ? original.slice(at, at + value.length).normalize('NFKC') : value.toUpperCase();
  };
  if (norm.building !== undefined) out.building = spelled(norm.building);
  if (norm.floor !== undefined) out.floor = norm.floor;
  if (norm.room !== undefined) out.room = spelled(norm.room);
  return out;
}
