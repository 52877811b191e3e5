import { z } from 'zod';
import { ROLES, TRADES } from '../kernel/people.ts';
import { quantityOf } from '../kernel/quantity.ts';

/*
 * Contract §4. The descriptions say what would be right: editors show them (docs/school.schema.json)
 * and every mistake's line ends with them.
 */
const text = (what: string) => z.string().trim().min(1).describe(what);
const openId = z
  .string()
  .regex(/^ou_\w+$/)
  .describe('飞书的 open_id，以 ou_ 开头（本人给机器人发“我是谁”可查到）');
const chatId = z
  .string()
  .regex(/^oc_\w+$/)
  .nullable()
  .describe('群编号，以 oc_ 开头（在群里 @机器人 发“本群编号”可查到）');
const wholeNumber = (what: string, min: number, max: number) =>
  z.int().min(min).max(max).describe(`${what}，${min} 到 ${max} 的整数`);
const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .describe('时刻，如 "08:00"');
const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .refine(isDate)
  .describe('存在的日期，如 2026-09-01');
const quantity = z
  .number()
  .min(0)
  .max(1_000_000)
  .refine((number) => quantityOf(number) !== null)
  .describe('数量，不小于 0、最多三位小数的数');
/** Somebody by open_id, or by name when the person has no Feishu account. */
const someone = text('ou_ 开头的 open_id，或 people 里没有飞书的人的姓名');

function isDate(value: string): boolean {
  try {
    return Temporal.PlainDate.from(value).toString() === value;
  } catch {
    return false;
  }
}

function isTimezone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const role = z.enum(ROLES).describe(`角色，${ROLES.join('、')} 之一`);
const trade = z.enum(TRADES).describe(`工种，${TRADES.join('、')} 之一`);

const person = z
  .strictObject({
    id: openId.optional(),
    name: text('姓名'),
    offline: z.boolean().default(false).describe('true：没有飞书的人；否则不写'),
    roles: z.array(role).min(1).default(['teacher']).describe(`角色的列表，如 [teacher]`),
    unit: text('年级或部门，如 三年级').optional(),
    trades: z.array(trade).default([]).describe('维修工种的列表，如 [electrical, hvac]'),
    phone: text('加引号的电话号码，如 "13800000000"').optional(),
    room: text('常用房间，如 教学楼302').optional(),
  })
  .describe('一个人，如 { id: ou_…, name: 王老师, roles: [teacher], unit: 三年级 }');

const tier = z
  .strictObject({
    upTo: z.number().positive().optional().describe('金额上限（元），大于 0 的数'),
    approvers: z
      .array(
        z
          .enum(['unitHead', 'director', 'principal'])
          .describe('unitHead、director、principal 之一'),
      )
      .min(1)
      .describe('审批角色的列表，如 [unitHead, director]'),
    mode: z
      .enum(['any', 'all'])
      .default('any')
      .describe('any（一个角色有几个人时谁先批都行）或 all（都要批）'),
  })
  .describe('一档，如 { upTo: 500, approvers: [unitHead] }');

const stockItem = z
  .strictObject({
    name: text('物品名称'),
    unit: text('单位，如 盒'),
    onHand: quantity,
    min: quantity.default(0).describe('最低库存，不小于 0 的数'),
    tradeIn: z.boolean().default(false).describe('true：以旧换新'),
  })
  .describe('一种物品，如 { name: 粉笔, unit: 盒, onHand: 40, min: 10 }');

const shift = z
  .strictObject({
    date,
    person: someone,
    leader: someone.optional(),
    start: time.optional(),
  })
  .describe('一个班次，如 { date: 2026-05-01, person: ou_…, leader: ou_… }');

const term = z
  .strictObject({ name: text('学期名称'), from: date, to: date })
  .describe('一个学期，如 { name: 2026-2027 上学期, from: 2026-09-01, to: 2027-01-22 }');

export const schoolFile = z
  .strictObject({
    name: text('学校名称'),
    timezone: z
      .string()
      .refine(isTimezone)
      .default('Asia/Shanghai')
      .describe('时区名称，如 Asia/Shanghai'),
    tenantKey: text('租户编号，或 null（用应用自己的租户）').nullable().default(null),
    setup: z
      .boolean()
      .default(false)
      .describe('true：等管理员在聊天里点“开始启用”后才向群里发消息'),
    groups: z
      .strictObject({
        staff: chatId,
        logistics: chatId,
        reports: chatId
          .default(null)
          .describe('报修群，可不写：oc_ 开头的群编号，群里不用 @机器人 也能报修'),
      })
      .describe('两个群：{ staff: oc_…, logistics: oc_… }，可另有 reports: oc_…'),
    people: z.array(person).default([]).describe('人员的列表'),
    duties: z.record(z.string(), openId).default({}).describe('职责: open_id，如 安全员: ou_…'),
    emergencyPhones: z
      .record(z.string(), text('加引号的电话号码，如 "8120"'))
      .default({})
      .describe('名称: 电话，如 校医室: "8120"'),
    buildings: z.array(text('楼名')).default([]).describe('楼名的列表，如 [教学楼, 食堂]'),
    repairs: z
      .strictObject({ acceptWithinDays: wholeNumber('工作日', 1, 30).default(3) })
      .prefault({})
      .describe('报修设置，如 { acceptWithinDays: 3 }'),
    purchases: z
      .strictObject({
        tiers: z
          .array(tier)
          .min(1)
          .default([
            { upTo: 500, approvers: ['unitHead'], mode: 'any' },
            { upTo: 5000, approvers: ['unitHead', 'director'], mode: 'any' },
            { approvers: ['unitHead', 'director', 'principal'], mode: 'any' },
          ])
          .describe('审批档位的列表，从小到大，最后一档不写 upTo'),
      })
      .prefault({})
      .describe('采购设置，如 { tiers: […] }'),
    stock: z.array(stockItem).default([]).describe('期初库存的列表'),
    duty: z
      .strictObject({
        remindDaysBefore: wholeNumber('提前天数', 0, 30).default(3),
        minOnDuty: wholeNumber('人数', 1, 50).default(1),
        start: time.default('08:00'),
        approval: z
          .literal('principal')
          .optional()
          .describe('principal：值班表由校长批准后才公布；不写则由总务主任直接公布'),
        shifts: z.array(shift).default([]).describe('班次的列表'),
      })
      .prefault({})
      .describe('值班设置'),
    terms: z.array(term).default([]).describe('学期的列表'),
  })
  .describe('学校文件，至少有 name 和 groups');

/** The school's file, checked, with the defaults filled in. Dates are school-local `YYYY-MM-DD`. */
export type SchoolFile = z.infer<typeof schoolFile>;

/** JSON Schema of the file as people write it, for editors. */
export function schoolJsonSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(schoolFile, { io: 'input', target: 'draft-7' });
}
