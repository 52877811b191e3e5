import type { GoodsSlots } from '../kernel/understood.ts';
import { MEASURE, SPEC, SPEC_LEAD } from './lexicon/goods.ts';
import { findPlaces } from './places.ts';
import { quantities, shares, takers, type Quantity } from './quantities.ts';

type Item = GoodsSlots['items'][number];
type Range = readonly [start: number, end: number];

const VERB =
  /(?:采购|购买|购(?!物|买|置|进)|拟购|加订|置办(?!公)|请购|申购|购置|选购|订购|网购|买|购进|增加|增设|增购|要用(?=[一-龥]{2})|需用|订做|定做|定制|订制|order|buy|purchase|need|制作|印制|印(?=[一两三\d])|订(?!书|正)|做|添置|添购|添加|配备|配置|增配|下单|申领|领取|领用|领(?!带|导|结|夹|巾|奖)|拿|取|发放|发(?!电|票|光|霉|夹)|进(?!口)|需要|急需|想要|要|还差|差|缺少?|少|送|捎(?:上|来|带)?|补充?|补|申请|有没有|还有(?=[^，]{1,8}[吗么])|借|来(?=[一二两三四五六七八九十几\d]|点)|搞|弄|换|添|配(?!电|件|套))/g;
const LEAD =
  /^(?:就是|就(?=[一-龥]{2})|吧|啊|嘛|噻|不该|麻烦(?:你|您)?|那批|[^，。\s]{2,8}用的(?=[一-龥])|[一-龥]{1,6}(?:那边|这边|那儿|这儿|那里|这里)的?|那个|这个|那种|这种|嗯|捎|[\s，,、。:：()]|[这本]学期的?|[这本]个?月的?|一下|下|点(?!读|钞)|些|新(?=[^闻华])|的|得(?!力)|了|再|还|另外?|先|也|和(?!面)|及|与|跟|以及|还有|我们?|咱们?|你好|您好|麻烦|请|帮忙?|给|想|能不能|可不可以|能否|可以|这边|一共|共|需|有|没有?|些|急(?!救)|尽快|老师|清单|如下|单子|物品|东西|办公用品[:：]|各)/;
const GROUP =
  /^(?:给|帮)?(?:[^，,、\s]{0,6}?(?:教研组|备课组|办公室|教室|宿舍|寝室|会议室|年级组|[一-龥]组(?![装合])|总务处|教务处|政教处|德育处|后勤处?|食堂|门卫室?|医务室|保健室|校医室|图书馆|实验室|社团|舞蹈社|传达室|值班室|[(（]\d+[)）]班?|[一二三四五六七八九十\d]班|年级|团委|工会|保安队?|保洁|厕所|卫生间|阅览室|机房|幼儿园|[^，,、\s]{1,2}老师))(?![用椅桌专柜灯门])(?:的|里)?/;
const TAIL_STOP =
  / for |行不|要得不|得不得行|噻|呗|嘛|哈(?=$|\s)|(?<=[一-龥]{2})(?:批作业|批改|写字|练字|净化|打扫|奖励|发给)|给|到(?=[一-龥\d])|用于|用来|供|放|让|布置|美化|装饰|送(?:过?来|到|去)|[,，。！!？?;；]|谢谢|可以吗|行吗|行不行|可不可以|能不能|麻烦|有吗|还有吗|就(?:行|够|好|可以)|备用|[一-龥]{0,4}(?:要|急)?用(?!品|纸|具|水|书|电)|过来|上来|来$|好吗|方便|谢|辛苦|大概|预算|每|嗓子|[啊呀哦吧呢](?=\s)/;
const TAIL =
  /(?:吧|啊|呢|了|吗|呀|哦|的|给我们?|帮我们?|都|也|快|全|已经|全部|[、,，\s]|和|及|与|跟|以及|再|还有|共|一共|大概|大约|约|各|要|来|拿|领|也要|需要|[:：(×x*]|新的?|坏)+$/;
/** What is said of a good instead of its number: 粉笔没了. */
const GONE =
  /(?:都|也|快|全|已经|又|马上|基本)*(?:没有了|没了|用完|用光|不够用?|没有(?=$|了)|不多了|(?<=笔)没(?:水|墨|油)了?|见底|没库存|告急|断货|发完|领完)/;
/** Words that stand for a request and name no good. */
const NO_NAME =
  /^(?:[发起走提填开弄做个一]{0,3}(?:采购|申购|购买|领用|申领|物资|物品)?(?:的)?(?:申请单?|需求|流程|单子?)?|起个|走|采购|申请|申购|领用|领取|流程|单子?|东西|物资|物品|材料|用品|办公用品|一下|吗|个|一点|新的?|好的?|旧的?|急|谢谢|急用|班|组|人|天|次|月|年|点|号|周|元|块)$/;

/** Kinds of goods, and what is said of a list of them. */
const HEADING = /(?:器材|用品|用具|物品|物资|材料|耗材|工具|文具|设备)$/;
const LOT = /(?:一批|一些|下列|以下|如下)$/;

/** What stands in brackets narrows a good down, unless it says for whom. */
const BRACKETED = /\((?!给|用于|每|共)[^()]{1,16}\)/g;

/** 红蓝各10支: one good in several colours. */
const COLOURS = /(?:[红黑蓝绿白黄紫粉灰橙]色?的?[、和]?){2,}$/;

function strip([start, end]: Range, text: string): Range {
  let a = start;
  for (let hit = LEAD.exec(text.slice(a, end)); hit; hit = LEAD.exec(text.slice(a, end)))
    a += hit[0].length;
  const tail = TAIL.exec(text.slice(a, end));
  return [a, tail ? a + tail.index : end];
}

/** What stands before a number: behind the last wish word and behind whoever wishes. */
function headOf(range: Range, text: string): Range {
  // 体育组报：排球一打: who or what for stands before the colon.
  const colon = /^[^:]*[一-龥]:(?!\d)/.exec(text.slice(...range));
  if (colon) return headOf([range[0] + colon[0].length, range[1]], text);
  const verb = [...text.slice(...range).matchAll(VERB)].at(-1);
  let [a, b] = strip(verb ? [range[0] + verb.index + verb[0].length, range[1]] : range, text);
  if (!verb) {
    const group = GROUP.exec(text.slice(a, b));
    if (group) [a, b] = strip([a + group[0].length, b], text);
  }
  return [a, b];
}

function tailOf([start, end]: Range, text: string): Range {
  const title = /^\s*《[^》]*》/.exec(text.slice(start, end));
  if (title) return [start, start + title[0].length];
  const stop = TAIL_STOP.exec(text.slice(start, end));
  return strip([start, stop ? start + stop.index : end], text);
}

/** A name without its specs, and the specs; both cut out of the original. */
function named(range: Range, text: string, original: string): { name: string; spec: string } {
  const body = text.slice(...range);
  const found = [...body.matchAll(BRACKETED), ...body.matchAll(SPEC)]
    .filter((s) => s[0] !== '')
    .toSorted((x, y) => x.index - y.index)
    .filter(
      (s, i, all) => i === 0 || s.index >= (all[i - 1]?.index ?? 0) + (all[i - 1]?.[0].length ?? 0),
    );
  const spec = found
    .map((s) =>
      original
        .slice(range[0] + s.index, range[0] + s.index + s[0].length)
        .replace(/^[(（]|[)）]$/g, '')
        .replace(/(?<!(?:^|\D)\d+)的$/, ''),
    )
    .join('');
  let at = 0;
  let best: Range = [range[0], range[0]];
  for (const s of [...found, { index: body.length, 0: '' }]) {
    const [a, b] = strip([range[0] + at, range[0] + s.index], text);
    if (b - a > best[1] - best[0]) best = [a, b];
    at = s.index + s[0].length;
  }
  const owner = /^打印机的?(?=墨|硒|碳|色带)/.exec(text.slice(...best));
  return { name: original.slice(best[0] + (owner?.[0].length ?? 0), best[1]).trim(), spec };
}

/** Goods of a stretch: `masked` has sums and days blotted out. */
export function itemsOf(original: string, text: string, masked: string): Item[] {
  const items: Item[] = [];
  const group = takers(text);
  let waiting: string[] = [];
  /** 缺垃圾袋，大号黑色的，10卷: a spec told before the number. */
  let pending = '';
  const push = (name: string, q: Pick<Quantity, 'qty' | 'unit'>, own: string) => {
    const last = items.at(-1);
    // 一批乙醇，500ml的，20瓶: the number comes after the spec.
    const told = last?.name === name && last.qty === null ? (last.spec ?? '') : '';
    const spec = own || pending || told;
    pending = '';
    if (name === '' || name.length > 24 || /每[层间班个人室栋]/.test(name) || NO_NAME.test(name))
      return;
    items.push({
      name,
      qty: q.qty === null ? null : q.qty * (group?.count ?? 1),
      unit: q.unit,
      ...(spec === '' ? {} : { spec }),
    });
  };
  for (const piece of masked.matchAll(/[^，,。；;！!？?\n]+/g)) {
    const base = piece.index;
    const clause = piece[0];
    const end = base + clause.length;
    const found = quantities(clause).filter(
      (q) =>
        !group ||
        !group.phrase.includes(clause.slice(q.start, q.end).trim()) ||
        /每|各/.test(clause.slice(0, q.start)),
    );
    const [head] = found;
    if (!head) {
      bare(clause, base);
      continue;
    }
    const behind = tailOf([base + (found.at(-1)?.end ?? 0), end], masked);
    let first = headOf([base, base + head.start], masked);
    // 本子要30本: the wish word stands between the good and its number.
    if (named(first, masked, original).name === '' && named(behind, masked, original).name === '') {
      const verb = [...masked.slice(base, base + head.start).matchAll(VERB)].at(-1);
      if (verb && verb.index > 0) first = headOf([base, base + verb.index], masked);
    }
    const after = named(
      found.length > 1 ? tailOf([base + head.end, base + (found[1]?.start ?? 0)], masked) : behind,
      masked,
      original,
    );
    let before = named(first, masked, original);
    // 财务室再要两盒: who takes it is not what is taken.
    const whose = [...findPlaces(masked, [])].filter(
      (p) => p.start >= first[0] - 1 && p.end <= first[1] + 1,
    );
    const alone =
      whose.length > 0 &&
      whose.reduce((rest, p) => rest - (p.end - p.start), first[1] - first[0]) <= whose.length;
    const taker =
      /(?:室|处|科|部|师傅|老师|阿姨|班|组|办|房|保安|门卫|我们?)(?:也|还)?(?:想|要|需|得)?$/.test(
        before.name,
      );
    if ((alone || taker) && waiting.length > 0) before = { name: '', spec: '' };
    // 黑色10支红色5支 after 白板笔: specs before each number, one name for all.
    const naming =
      before.name !== '' && !(after.name !== '' && /^(?:大家|人)|[每各]/.test(before.name));
    const style = naming || (before.spec !== '' && after.name === '') ? 'before' : 'after';
    // 彩纸没了，剪刀也缺几把: the first is wanted as well.
    if (naming && /[也还]/.test(clause.slice(0, head.start)))
      for (const name of waiting) push(name, { qty: null, unit: null }, '');
    let last =
      (COLOURS.test(before.name) ? '' : before.name) ||
      (items.at(-1)?.name ?? waiting.at(-1) ?? '');
    for (const [i, told] of found.entries()) {
      const each = told.each && style === 'after' ? shares(clause.slice(0, told.start)) : 1;
      const note = told.note ? original.slice(base + told.note[0], base + told.note[1]) : '';
      const q = { ...told, qty: told.qty === null ? null : told.qty * each };
      const from =
        i === 0 ? first : strip([base + (found[i - 1]?.end ?? 0), base + q.start], masked);
      const rest: Range =
        i === found.length - 1
          ? behind
          : tailOf([base + q.end, base + (found[i + 1]?.start ?? 0)], masked);
      const lead = named(from, masked, original);
      const trail = named(rest, masked, original);
      if (style === 'before') {
        const colours = q.each ? COLOURS.exec(masked.slice(...from)) : null;
        if (colours) {
          const name =
            original.slice(from[0], from[0] + colours.index).trim() ||
            last ||
            (waiting.at(-1) ?? '');
          for (const colour of masked
            .slice(...from)
            .slice(colours.index)
            .match(/[红黑蓝绿白黄紫粉灰橙]色?/g) ?? [])
            push(name, q, colour);
          last = name;
          continue;
        }
        const names = i === 0 || lead.name !== '' ? splitNames(from, q.each) : [];
        if (names.length > 1) {
          for (const [n, name] of names.entries())
            push(
              name.name,
              q.each || n === names.length - 1 ? q : { qty: null, unit: null },
              name.spec,
            );
          last = names.at(-1)?.name ?? last;
        } else {
          last = lead.name || last;
          const own = i === found.length - 1 && trail.name === '' ? trail.spec : '';
          push(last, q, [lead.spec, own, note].filter((s) => s !== '').join(''));
        }
      } else if (trail.name !== '') {
        const names = splitNames(rest, false);
        for (const [n, name] of names.entries())
          push(
            name.name,
            n === 0 || q.each ? q : { qty: null, unit: null },
            n === 0 ? lead.spec + note + name.spec : name.spec,
          );
        last = names.at(-1)?.name ?? last;
      } else
        for (const name of q.each && waiting.length > 1
          ? waiting
          : last === ''
            ? waiting.slice(-1)
            : [last])
          push(name, q, (i > 0 && trail.spec !== '' ? '' : lead.spec) + trail.spec);
    }
    waiting = [];
  }
  for (const name of waiting) push(name, { qty: null, unit: null }, '');
  return items.filter(
    (i, at) =>
      // 一批体育器材，足球5个: the heading of a list is no good of it.
      !(
        HEADING.test(i.name) &&
        items.slice(at + 1).some((o) => o.qty !== null) &&
        LOT.test(text.slice(0, text.indexOf(i.name)))
      ) &&
      (i.qty !== null ||
        !items.some(
          (o, other) =>
            other !== at &&
            (o.name === i.name || i.name.endsWith(o.name) || o.name.endsWith(i.name)) &&
            (o.qty !== null || other < at),
        )),
  );

  function splitNames([a, b]: Range, each: boolean): { name: string; spec: string }[] {
    const out: { name: string; spec: string }[] = [];
    const separator = each ? /[^、和与及跟]+/g : /[^、]+/g;
    for (const part of masked.slice(a, b).matchAll(separator)) {
      const one = named(
        strip([a + part.index, a + part.index + part[0].length], masked),
        masked,
        original,
      );
      if (one.name !== '') out.push(one);
    }
    return out;
  }

  /** A clause without a number: a spec of the last good, a name to come, or goods without a number. */
  function bare(clause: string, base: number): void {
    const trimmed = strip([base, base + clause.length], masked);
    const body = masked.slice(...trimmed);
    const last = items.at(-1);
    const lead = SPEC_LEAD.exec(masked.slice(base, base + clause.length).trim());
    if (!last && waiting.length > 0 && body !== '') {
      const { name, spec } = named(trimmed, masked, original);
      if (name === '' && spec !== '') {
        pending = spec;
        return;
      }
    }
    if (last && body !== '') {
      const { name, spec } = named(trimmed, masked, original);
      // 钢木的: what it shall be like.
      const like = /^(?!.*(?:给|用|领|放|要|买|急|着))[^，]{1,8}的$/.test(clause.trim());
      const word = lead
        ? original.slice(...trimmed).replace(SPEC_LEAD, '')
        : like
          ? original.slice(base, base + clause.length).trim()
          : name === '' || /^[a-z0-9-]+$/i.test(name)
            ? spec &&
              original
                .slice(base, base + clause.length)
                .trim()
                .replace(/^(?:要|是|最好)(?=.{2})/, '')
            : '';
      if (word !== '') {
        last.spec = last.spec ? `${last.spec}，${word}` : word;
        return;
      }
    }
    const one = new RegExp(
      `(?:[买购配领拿换订要添请发做来送缺少差借进])(?:一)?(${MEASURE})(?!用|装|色|子|印|字|球)(?=[^\\s，。])`,
    ).exec(clause);
    if (one) {
      const { name, spec } = named(
        tailOf([base + one.index + one[0].length, base + clause.length], masked),
        masked,
        original,
      );
      push(name, { qty: 1, unit: one[1] ?? null }, spec);
      return;
    }
    const gone = GONE.exec(clause);
    const without = /^(?:[^，]{0,6}?)(?:没有?|缺)([一-龥a-z0-9]{1,8}?)(?:了|$)/.exec(clause.trim());
    const asked =
      /(?:有没有|还有没有|还有|(?<=房|库|处|勤|里)有)([^，。？?！\s]{1,10}?)(?:[吗么没呢了可]|$)/.exec(
        clause,
      );
    const verb = [...clause.matchAll(VERB)].at(-1);
    if (gone && gone.index > 0)
      waiting.push(
        ...splitNames(headOf([base, base + gone.index], masked), true).map((n) => n.name),
      );
    else if (/^\s*[^，有]{1,8}还?有[吗么没]\s*$/.test(clause)) {
      const until = clause.search(/还?有[吗么没]/);
      waiting.push(...splitNames(headOf([base, base + until], masked), true).map((n) => n.name));
    } else if (asked?.[1])
      waiting.push(
        ...splitNames(
          tailOf(
            [
              base + asked.index + asked[0].indexOf(asked[1]),
              base + asked.index + asked[0].indexOf(asked[1]) + asked[1].length,
            ],
            masked,
          ),
          true,
        ).map((n) => n.name),
      );
    else if (without?.[1] && !/反应|声|电|水|网|人|法/.test(without[1])) {
      const at = base + clause.indexOf(without[1], without.index);
      waiting.push(...splitNames([at, at + without[1].length], true).map((n) => n.name));
    } else if (verb && (items.length === 0 || /另外|再|还/.test(clause))) {
      const range = tailOf([base + verb.index + verb[0].length, base + clause.length], masked);
      const names = splitNames(range, true);
      const ahead =
        names.length === 0 && /^(?:领|要|买|采购|申购|购|订)/.test(verb[0])
          ? splitNames(headOf([base, base + verb.index], masked), true)
          : names;
      for (const n of ahead) if (n.name.length <= 12) waiting.push(n.name);
    }
  }
}
