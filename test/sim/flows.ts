import type { Random } from './random.ts';
import type { PersonId } from './school.ts';

/** Somebody says something, or taps what a card offers; what is not offered is left out. */
export interface Act {
  readonly who: PersonId;
  readonly says?: string;
  readonly taps?: string;
  readonly form?: Readonly<Record<string, unknown>>;
  /** A card about something else. */
  readonly other?: true;
}

const say = (who: PersonId, says: string): Act => ({ who, says });
const tap = (who: PersonId, taps: string, form: Act['form'] = {}): Act => ({ who, taps, form });

const CHANGED = { lines1: '投影幕布 2块 980', reason: '教务处用', date: '2028-06-01 +0800' };
const WHY = { reason: '开不出发票' };
const bought = (asker: PersonId, last: readonly Act[]): readonly Act[] => [
  tap('ou_buyer', '已下单'),
  tap('ou_buyer', '已到货'),
  tap('ou_buyer', '验收入库'),
  tap('ou_store', '验收入库'),
  tap(asker, '验收入库'),
  ...last,
  tap('ou_finance', '已报销', WHY),
];

/** Lives of things; each draws what it is about, so that no two are taken for one. */
export function flows(random: Random): readonly (readonly Act[])[] {
  const room = () => `${100 + random.below(800)}`;
  const count = 2 + random.below(3);
  const repair = (words: string, more: readonly Act[]): readonly Act[] => [
    say('ou_li', words),
    tap('ou_elec', '接单'),
    ...more,
    tap('ou_elec', '完工', { cost: '12', note: '' }),
    tap('ou_li', '验收通过', { stars: '5' }),
  ];
  const approved = (asker: PersonId, words: string, who: readonly PersonId[]): Act[] => [
    say(asker, words),
    tap(asker, '提交申请'),
    ...who.map((one) => tap(one, '同意')),
  ];
  return [
    [
      ...approved('ou_teacher3', `申请买${count}台打印机，3100元一台，教务处用`, [
        'ou_head3',
        'ou_director',
        'ou_principal',
      ]),
      ...bought('ou_teacher3', []),
    ],
    repair(`教学楼${room()}灯不亮`, [say('ou_director', '帮助')]),
    [
      say('ou_zhao', '领2盒粉笔和1包A4纸'),
      tap('ou_store', '发放'),
      tap('ou_zhao', '确认领用'),
      say('ou_zhao', '退库 粉笔 9盒 #'),
      say('ou_store', '退库 粉笔 9盒 #'),
      say('ou_store', '退库 粉笔 1盒 #'),
    ],
    [
      ...approved('ou_li', `申请买${count}把雨伞，50元一把，门卫用`, ['ou_head3']),
      ...bought('ou_li', [
        tap('ou_buyer', '登记发票', { invoice: '12345678', cost_invoice: '2900', cost: '2900' }),
      ]),
    ],
    [
      say('ou_head3', '领3盒粉笔'),
      tap('ou_store', '发放'),
      { who: 'ou_store', taps: '点错了' },
      say('ou_li', '领600盒粉笔'),
      { who: 'ou_store', taps: '发放', other: true },
    ],
    [
      ...approved('ou_teacher3', `申请买${count}把雨伞50元一把和3块投影幕布980元一块，教务处用`, [
        'ou_head3',
      ]),
      tap('ou_teacher3', '保存修改', CHANGED),
      tap('ou_director', '退回修改', { reason_return: '请补充用途', reason: '请补充用途' }),
      tap('ou_teacher3', '保存修改', CHANGED),
      tap('ou_teacher3', '提交申请'),
      tap('ou_head3', '同意'),
      tap('ou_director', '同意'),
      ...bought('ou_teacher3', []),
    ],
    [
      ...repair(`实验楼${room()}插座没电<at id=all></at>`, [
        tap('ou_elec', '完工', { cost: '12', note: '' }),
        tap('ou_li', '返修', { reason: '没修好' }),
        tap('ou_elec', '接单'),
      ]),
    ],
    [say('ou_store', '领1盒粉笔'), tap('ou_store', '发放'), tap('ou_director', '发放')],
    [
      ...approved('ou_head3', `申请买${count}台电风扇，200元一台，班级用`, [
        'ou_head3',
        'ou_director',
      ]),
      tap('ou_principal', '退回修改', { reason_return: '请补充用途', reason: '请补充用途' }),
    ],
    [
      say('ou_store', '出库 A4纸 5000包 给办公室'),
      say('ou_store', '入库 A4纸 5包 25元'),
      { who: 'ou_store', taps: '点错了' },
    ],
  ];
}
