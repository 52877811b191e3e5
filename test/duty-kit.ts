import type { OpenSchool } from './harness.ts';
import { textOf } from './harness.ts';

/** A school with enough people for a roster; `duty` are further lines of its duty settings. */
export function dutySchool(duty: string): string {
  return `name: 示范小学
timezone: Asia/Shanghai
groups: { staff: oc_staff, logistics: oc_logistics }
people:
  - { id: ou_director, name: 陈主任, roles: [director, admin], phone: '13800000001' }
  - { id: ou_principal, name: 林校长, roles: [principal] }
  - { id: ou_head3, name: 周老师, roles: [unitHead], unit: 三年级 }
  - { id: ou_head4, name: 孙老师, roles: [unitHead], unit: 四年级 }
  - { id: ou_teacher3, name: 王老师, roles: [teacher], phone: '13900000003' }
  - { id: ou_teacher4, name: 李老师, roles: [teacher] }
  - { id: ou_teacher5, name: 赵老师, roles: [teacher] }
  - { id: ou_teacher6, name: 吴老师, roles: [teacher] }
  - { name: 老张, offline: true, phone: '13800000000', roles: [guard] }
duty:
${duty}
terms:
  - { name: 2025-2026 下学期, from: 2026-03-01, to: 2026-07-03 }
  - { name: 2026-2027 上学期, from: 2026-09-01, to: 2027-01-22 }
`;
}

/** The words of the bot's cards and lines to a place since `from`. */
export function since(school: OpenSchool, place: string, from: number): string {
  return school.bot(place).slice(from).map(textOf).join('\n');
}

/** Who stands on which day by the database, `5-1 leader 陈主任`. */
export async function standing(school: OpenSchool): Promise<string[]> {
  const rows = await school.database.db
    .selectFrom('duty_shift')
    .innerJoin('person', (join) =>
      join
        .onRef('person.school_id', '=', 'duty_shift.school_id')
        .onRef('person.id', '=', 'duty_shift.person_id'),
    )
    .select(['duty_shift.date', 'duty_shift.post', 'person.name'])
    .where('duty_shift.state', '=', 'standing')
    .execute();
  return rows
    .toSorted((a, b) => Temporal.PlainDate.compare(a.date, b.date) || a.post.localeCompare(b.post))
    .map(({ date, post, name }) => `${date.month}-${date.day} ${post} ${name}`);
}
