import type { GoodsSlots } from '../kernel/understood.ts';
import { findDates } from './dates.ts';
import { MEASURE } from './lexicon/goods.ts';
import { NUMBER, readNumber } from './numbers.ts';

type Item = GoodsSlots['items'][number];

const COLOUR = '(?:黑|红|蓝|白|绿|黄|粉|灰|彩|紫|橙)色?的?';
const BRANDS =
  '得力|晨光|真彩|齐心|兄弟|惠普|联想|爱普生|佳能|小米|美的|格力|海尔|公牛|飞利浦|南孚|红双喜|斯伯丁|李宁|戴尔|华为';
const SPEC = new RegExp(
  `(?:${BRANDS})[a-z0-9-]*|\\d+(?:\\.\\d+)?(?:米|m|cm|厘米)?[*×x乘]\\d+(?:\\.\\d+)?(?:米|m|cm|厘米)?|\\d+(?:\\.\\d+)?(?:ml|毫升|mm|毫米|cm|厘米|寸|瓦|w|l|升装|g|gb|克|码|匹)(?![a-z])|(?<![一-龥])${COLOUR}(?=\\s|\\d|$|[，,、])|[大中小]号的?|(?<![a-z])[2-6]?[bh]b?(?=铅笔)|(?:x{0,3}[sml])号|(?:黑|红|蓝|白|绿|黄|粉|彩)色$|透明(?=胶|文)|不锈钢的?|木质|加厚的?`,
  'g',
);
const QTY = new RegExp(
  `(?<q>一批|一些|若干|${NUMBER}|几|十来|十几|好几|各(?:来)?(?:${NUMBER}|点))\\s*(?<u>${MEASURE})?`,
  'g',
);
const LEAD = new RegExp(
  '^(?:[\\s，,、。:：！!~]|[^!-~，、给发到领拿送]{0,2}(?:办公室|教室|宿舍|寝室|门卫室?|总务处|后勤处|厕所|卫生间)(?!用|椅|桌|专)|我们?|咱们?|你好|您好|老师|麻烦|请|帮忙?|给我们?|给|想要?|需要|急需|急购|急|申请|申报|申领|领取|领用|领|采购|购买|购置|请购|申购|购|买|订购|订做|定做|定制|订制|订(?!书|正)|做|添置|配备|添|配(?!电|件)|进(?!口)|要|能不能|可以|可不可以|能否|再|另外|还要?|还有|以及|和|来|去|拿|取|发(?!电|票|光)|清单[：:]?|送|补充?|缺少?|少|下单|网购|现在|一下|些|点|先|得(?!力)|有没有|有|没有了|没了|新的?|这边|各|一共|共|仓库|库房|总务处|后勤|去|每个?人?|多)',
);
const TRAIL =
  /(?:吧|啊|呢|了|吗|呀|哦|谢谢|可以吗|行吗|行不行|没了|用完了?|不够用?了?|快没了|没有了|的|，|,|、|\s|有吗|还有吗|还有没有|来|要|共|一共|大概|大约|约|各|和|及|都|\(|（|:|：|×|x|\*|拿|领|再)+$/;

function money(text: string): {
  total: number | null;
  each: number | null;
  spans: [number, number][];
} {
  const spans: [number, number][] = [];
  let total: number | null = null;
  let each: number | null = null;
  const unit = new RegExp(
    `(?:单价|每[个台本支张套件盒包箱把束瓶条]|一[个台本支张套件盒包箱把束瓶条只块双面根]|一(?:平米))[约大概是:： ]*(?<a>${NUMBER})\\s*(?:元|块钱?|￥)?|(?<b>${NUMBER})\\s*(?:元|块钱?)?\\s*(?:一|每|/)\\s*(?:个|台|本|支|张|套|件|盒|包|箱|把|束|瓶|条|只|块|双|面|根|份|斤)`,
    'g',
  );
  for (const hit of text.matchAll(unit)) {
    const value = readNumber(hit.groups?.['a'] ?? hit.groups?.['b'] ?? '');
    const before = text.slice(0, hit.index);
    if (
      value === null ||
      value < 1 ||
      (hit.groups?.['a'] &&
        /^[\d一二三四五六七八九十]+$/.test(hit.groups['a']) &&
        new RegExp(`^(?:${MEASURE})`).test(text.slice(hit.index + hit[0].length)))
    )
      continue;
    if (/买|购|领|要|配/.test(before.slice(-1)) && !hit.groups?.['b']) continue;
    if (hit.groups?.['b'] && value < 2) continue;
    each = value;
    spans.push([hit.index, hit.index + hit[0].length]);
  }
  const sum = new RegExp(
    `(?:(?:总价|预算|经费|总共|合计|一共|费用|金额|报价|大概|大约|约|不超过|控制在|总计|材料费|共计|不到|最多)[是约大概在共为不超过到:：￥ ]*)(?<a>${NUMBER})\\s*(?<ua>元|块钱?|左右|以内|以下)?(?!\\s*(?:${MEASURE}|天|周|点|月|号|人|年|来|几|多))|(?<b>${NUMBER})\\s*(?:元|块钱|块(?=左右|以内|$|[，,。！]|上下|钱)|左右|以内|以下|上下)|￥\\s*(?<c>\\d+(?:\\.\\d+)?)`,
    'g',
  );
  for (const hit of text.matchAll(sum)) {
    if (spans.some(([a, b]) => a < hit.index + hit[0].length && hit.index < b)) continue;
    if (/几|来/.test(text.slice(hit.index + hit[0].length, hit.index + hit[0].length + 1)))
      continue;
    if (
      hit.groups?.['b'] &&
      hit[0].endsWith('块') &&
      /[^，,。\s约共是概]$/.test(text.slice(0, hit.index)) &&
      text.slice(hit.index + hit[0].length).trim() === ''
    )
      continue;
    const word = hit.groups?.['a'] ?? hit.groups?.['b'] ?? hit.groups?.['c'] ?? '';
    if (/^(?:二三|三四|四五|五六|七八)/.test(word) || word === '半') continue;
    const value = readNumber(word);
    if (value !== null && value >= 5) {
      total ??= value;
      spans.push([hit.index, hit.index + hit[0].length]);
    }
  }
  return { total, each, spans };
}

function strip(text: string, start: number, end: number): [number, number] {
  let a = start;
  for (let hit = LEAD.exec(text.slice(a, end)); hit; hit = LEAD.exec(text.slice(a, end)))
    a += hit[0].length;
  const tail = TRAIL.exec(text.slice(a, end));
  return [a, tail ? a + tail.index : end];
}

/** The last wish word before the goods: what stands before it is who and why, not what. */
function afterVerb(piece: string): number {
  const verbs = [
    ...piece.matchAll(
      /采购|购买|请购|申购|购置|买|订购|订做|定做|定制|订(?!书|正)|做|添置|配备|添|配(?!电|件)|申领|领取|领用|领(?!带|导)|拿|取|发(?!电|票|光)|要进|进(?!口)|需要|要|缺|少|送|补充|申请|有没有/g,
    ),
  ];
  const last = verbs.at(-1);
  return last ? last.index + last[0].length : 0;
}

function itemsOf(original: string, text: string, masked: string): Item[] {
  const items: Item[] = [];
  const times =
    /(?:一共|共|总共)(?:有)?(\d+|[一二三四五六七八九十]+)个?(?:班|层|教室|年级|办公室|组|人|宿舍|楼层|部门|处室)|(\d+|[一二三四五六七八九十]+)个(?:班|教室|年级组?|办公室|宿舍|楼层)(?:，|,)?(?:每|一)/.exec(
      text,
    );
  const factor = times && /每|各/.test(text) ? (readNumber(times[1] ?? times[2] ?? '') ?? 1) : 1;
  let previous = '';
  // What was asked about before the number came: 有没有胶水，要三瓶.
  let waiting = '';
  const pieces = [...masked.matchAll(/[^，,、。；;！!？?\n]+/g)];
  for (const piece of pieces) {
    let at = 0;
    const body = piece[0];
    const quantities = [...body.matchAll(QTY)].filter((q) => {
      const unit = q.groups?.['u'];
      const next = body.slice(q.index + q[0].length);
      if (/^[年月号日点楼层班周天(（]|^年级|^[a-z]/.test(next) && !unit) return false;
      if (/^(?:班|年级|号|楼)/.test(next)) return false;
      if (
        /[a-z初高第周期a-z每下上个]$/.test(body.slice(0, q.index)) &&
        !q[0].startsWith('各') &&
        !(unit && /[个每a-z]$/.test(body.slice(0, q.index)))
      )
        return false;
      return (
        unit !== undefined ||
        /^(?:一些|若干|一批|各)/.test(q[0]) ||
        (/^\d/.test(q[0]) && (next.trim() === '' || /^\s/.test(next)))
      );
    });
    if (times && quantities.length === 1 && body.includes(times[0]) && !/每/.test(body)) continue;
    for (const [index, quantity] of quantities.entries()) {
      const start = quantity.index;
      const end = start + quantity[0].length;
      const stop = quantities[index + 1]?.index ?? body.length;
      const base = piece.index;
      let [a, b] = strip(text, base + at, base + start);
      const head = text.slice(a, b);
      const cutAt = afterVerb(head);
      if (cutAt > 0 && cutAt < head.length) [a, b] = strip(text, a + cutAt, b);
      let named = text.slice(a, b);
      const behind = strip(text, base + end, base + stop);
      const behindText = text
        .slice(...behind)
        .replace(/(?:给|到|用于|以?备|，|让|放在?|美化|布置|装饰|过来?$|上来$|送来).*$/, '');
      let nameSpan: [number, number] = [a, b];
      const verbal = cutAt >= head.length && head.length > 0;
      const soloSpec = named.replace(SPEC, '').replace(/[\s，,的]/g, '') === '';
      if (
        verbal ||
        (soloSpec && behindText.length > 0 && !(previous && named.length > 0)) ||
        (behindText.length > 1 &&
          /(?:给|每|班|组|办公室|室|处|食堂|我们|老师|想|来|学校)$/.test(head)) ||
        (behindText.length > 0 && named.length === 0)
      ) {
        nameSpan = [behind[0], behind[0] + behindText.length];
        named = behindText;
        at = stop;
      } else at = end;
      const specs = [...named.matchAll(SPEC)].map((m) =>
        original.slice(nameSpan[0] + m.index, nameSpan[0] + m.index + m[0].length),
      );
      let name = original.slice(nameSpan[0], nameSpan[1]);
      if (specs.length > 0) {
        const bare = named.replace(SPEC, '').replace(/[\s(（)）]+/g, '');
        const found = bare === '' ? -1 : named.indexOf(bare);
        name =
          bare === ''
            ? previous
            : found >= 0
              ? original.slice(nameSpan[0] + found, nameSpan[0] + found + bare.length)
              : name;
      }
      name = name
        .replace(/^(?:新的?|打印机(?=墨盒|硒鼓))/, '')
        .replace(/(?:也|都|各|来|共|大概|大约|约)$/, '')
        .trim();
      if (name === '' || /^(?:班|组|人|天)$/.test(name)) {
        if (previous === '' && waiting === '') continue;
        name = previous || waiting;
      }
      const word = quantity.groups?.['q'] ?? '';
      const vague = /几|些|若干|批|来|点/.test(word);
      const qty = vague ? null : readNumber(word.replace(/^各来?/, ''));
      const unit = quantity.groups?.['u'] ?? null;
      items.push({
        name,
        qty: qty === null ? null : qty * (factor > 1 ? factor : 1),
        unit,
        ...(specs.length > 0 ? { spec: specs.join('') } : {}),
      });
      previous = name;
    }
    if (quantities.length === 0) {
      const asked = /(?:有没有|还有|需要|想领|想要|要领)([^，。？?！\s]{1,10})$/.exec(body);
      if (asked?.[1]) {
        const from = piece.index + body.length - asked[1].length;
        waiting = original.slice(from, from + asked[1].length).replace(/[吗呢了]$/, '');
      }
      // 买个体重秤: the measure word alone is one; 各来点 and bare names have no number.
      const one = new RegExp(
        `(?:买|配|领|拿|换|订|要|添|申请|发|做|来|送)(?:一)?(${MEASURE})(?!用|装|色)(?=[^\\s，。])`,
      ).exec(body);
      if (one) {
        const start = piece.index + one.index + one[0].length;
        const [a, b] = strip(text, start, piece.index + body.length);
        const name = original
          .slice(a, b)
          .replace(/(?:给|到|用于|[啊吧呀\s]).*$/, '')
          .trim();
        if (name !== '') items.push({ name, qty: factor, unit: one[1] ?? null });
        previous = name;
      } else {
        const verb =
          /(?:有没有|采购|购买|申购|购置|买|订做|订(?!书)|做|添置|配备|领取?|拿|缺|要|送|补充?|没了|用完|用光|没有了|不够|快没|申请)/.exec(
            body,
          );
        const list = items.length === 0 && verb;
        if (list) {
          const from = /没|完|光|不够/.test(verb[0]) ? 0 : afterVerb(body);
          const to = /没|完|光|不够/.test(verb[0]) ? verb.index : body.length;
          const [a, b] = strip(text, piece.index + from, piece.index + to);
          const name = original
            .slice(a, b)
            .replace(/(?:都|也|已经|快|全)+$/, '')
            .replace(/^点/, '')
            .replace(/(?:给|到|用于|用来).*$/, '')
            .trim();
          if (name !== '' && name.length <= 12 && !/申请|采购|东西|流程|物资|^单/.test(name)) {
            for (const part of name.split(/和|跟|及/))
              items.push({ name: part, qty: null, unit: null });
            previous = name;
          }
        } else if (
          items.length > 0 &&
          /^(?:[^\s]{1,3}的)?(?:红|黑|蓝|白|绿|黄|彩|粉|灰|紫)色?的?$|^(?:型号|规格|品牌|尺寸)|^\d+(?:\.\d+)?米/.test(
            body,
          )
        ) {
          const last = items.at(-1);
          if (last)
            last.spec = last.spec
              ? `${last.spec}，${original.slice(piece.index, piece.index + body.length)}`
              : original
                  .slice(piece.index, piece.index + body.length)
                  .replace(/^(?:型号|规格|品牌|尺寸)[是为：: ]*/, '');
        } else if (items.length > 0 && new RegExp(`^(?:${BRANDS})`).test(body)) {
          const last = items.at(-1);
          if (last) last.spec ??= original.slice(piece.index, piece.index + body.length);
        }
      }
    }
  }
  // 抽纸没了，送三包 names one thing twice: the number wins.
  return shared(original, text, items).filter(
    (i, at) =>
      i.name.length <= 24 &&
      !(
        i.qty === null &&
        items.some((o, other) => other !== at && o.name === i.name && o.qty !== null)
      ),
  );
}

/** 粉笔和黑板擦各领5个, 垃圾袋、洗手液各来点: each of the names before 各 has the number after it. */
function shared(original: string, text: string, items: Item[]): Item[] {
  const each =
    /([^，,。；;！!？?\s]{1,40})(?:各|每样|每种)(?:自|来|领|要|拿|买|订|发|采购)?(?:\d|[一两二三四五六七八九十几点些])/.exec(
      text,
    );
  const list = each?.[1];
  if (!each || !list || !/[、和与及跟]/.test(list)) return items;
  const from = each.index + strip(list, 0, list.length)[0];
  const names: string[] = [];
  for (const part of text.slice(from, each.index + list.length).matchAll(/[^、和与及跟]+/g)) {
    const [a, b] = strip(text, from + part.index, from + part.index + part[0].length);
    if (b > a) names.push(original.slice(a, b));
  }
  const model = items.find((i) => names.some((n) => i.name.includes(n)));
  if (names.length < 2 || names.some((n) => /^(?:红|黑(?!板)|蓝|白(?!板)|绿|黄|大|中|小)/.test(n)))
    return items;
  const rest = items.filter((i) => !names.some((n) => i.name.includes(n) || n.includes(i.name)));
  return [
    ...names.map((name) => ({ name, qty: model?.qty ?? null, unit: model?.unit ?? null })),
    ...rest,
  ];
}

function reasonOf(original: string, text: string, masked: string): string | null {
  const cut = (hit: RegExpExecArray | null, group = 1): string | null => {
    const word = hit?.[group];
    if (!hit || !word) return null;
    const at = hit.index + hit[0].indexOf(word);
    return original.slice(at, at + word.length).trim() || null;
  };
  const why = /(?:因为|由于|为了|用于|用来|以备|准备)([^，。；！,]{2,24})/.exec(text);
  if (why) return cut(why)?.replace(/(?:用|，)$/, '') ?? null;
  const use =
    /(?:^|[，,。；\s]|给)([^，,。；\s给]{1,16}?)(?:时|的时候)?(?:要)?(?<!备|着)用(?:的)?(?:$|[，,。；！!])/.exec(
      masked,
    );
  if (
    use &&
    !/急|快|等着|够|不|^[我他]|元|块/.test(use[1] ?? '') &&
    /[一-龥]{2}/.test(use[1] ?? '')
  )
    return cut(use);
  for (const piece of masked.matchAll(/[^，,。；！!？?\n]+/g)) {
    const body = piece[0].trim();
    if (
      /坏了|修不好|不够|没了|用完|破了|旧了|演出|比赛|运动会|上课|美化|备用|急着用|考试|开会|活动|家长会|迎检|检查|联欢|培训|大扫除/.test(
        body,
      ) &&
      !/买|购|领|订(?!书)|要\d|预算/.test(body) &&
      body.length <= 18
    ) {
      const at = piece.index + piece[0].indexOf(body);
      return original.slice(at, at + body.length).replace(/^(?:因为|由于)/, '');
    }
  }
  const beautify = /(美化[^，。]+|布置[^，。]+)$/.exec(text);
  return beautify
    ? cut(beautify)
    : (/^(运动会|元旦|联欢会|艺术节|期末考试)/.exec(text)?.[1] ?? null);
}

/** Reads a stretch of the text as goods wanted. */
export function readGoods(original: string, text: string, now: Temporal.ZonedDateTime): GoodsSlots {
  const { total, each, spans } = money(text);
  const dates = findDates(text, now.toPlainDate()).filter(
    (d) => !d.month && Temporal.PlainDate.compare(d.to, now.toPlainDate()) >= 0,
  );
  let masked = text;
  for (const [a, b] of [...spans, ...dates.map((d): [number, number] => [d.start, d.end])])
    masked = masked.slice(0, a) + '，'.repeat(b - a) + masked.slice(b);
  const items = itemsOf(original, text, masked);
  const only = items.length === 1 ? items[0] : undefined;
  const amount =
    total ?? (each !== null && only?.qty ? Math.round(each * only.qty * 100) / 100 : null);
  const why = reasonOf(original, text, masked);
  // 黑板擦没了 with nothing else is the wish itself.
  const wish =
    why !== null && items.length > 0 && items.every((i) => i.qty === null && why.includes(i.name));
  return { items, amount, reason: wish ? null : why, needed_by: dates[0]?.from.toString() ?? null };
}
