/** The school that is lived in. Two of everybody who approves, so that two can tap at once. */
export const PERSONS = [
  { id: 'ou_director', name: '陈主任', roles: ['director', 'admin'] },
  { id: 'ou_deputy', name: '何主任', roles: ['director'] },
  { id: 'ou_principal', name: '林校长', roles: ['principal'] },
  { id: 'ou_head3', name: '周老师', roles: ['unitHead'], unit: '三年级' },
  { id: 'ou_head4', name: '吕老师', roles: ['unitHead'], unit: '四年级' },
  { id: 'ou_head4b', name: '康老师', roles: ['unitHead'], unit: '四年级' },
  { id: 'ou_teacher3', name: '王老师', roles: ['teacher'], unit: '三年级' },
  { id: 'ou_li', name: '李老师', roles: ['teacher'], unit: '三年级' },
  { id: 'ou_zhao', name: '赵老师', roles: ['teacher'], unit: '四年级' },
  { id: 'ou_feng', name: '冯老师', roles: ['teacher'], unit: '四年级' },
  {
    id: 'ou_elec',
    name: '老李',
    roles: ['repairer'],
    trades: ['electrical', 'hvac', 'network_av'],
  },
  {
    id: 'ou_plumb',
    name: '老方',
    roles: ['repairer'],
    trades: ['plumbing', 'furniture', 'door_window'],
  },
  {
    id: 'ou_handy',
    name: '老郑',
    roles: ['repairer'],
    trades: ['electrical', 'plumbing', 'furniture'],
  },
  { id: 'ou_buyer', name: '小孙', roles: ['buyer'] },
  { id: 'ou_store', name: '老钱', roles: ['storekeeper'] },
  { id: 'ou_finance', name: '吴会计', roles: ['finance'] },
  { id: 'ou_canteen', name: '何师傅', roles: ['teacher'], unit: '食堂' },
] as const;
export type PersonId = (typeof PERSONS)[number]['id'];
export const STAFF = 'oc_staff';
export const LOGISTICS = 'oc_logistics';
export const GROUPS = [STAFF, LOGISTICS] as const;
export const PHONE = '13800000007';

/** Two terms a year, as in the sample. */
export function termsOf(year: number): readonly (readonly [from: string, to: string])[] {
  return [
    [`${year}-09-01`, `${year + 1}-01-22`],
    [`${year + 1}-03-01`, `${year + 1}-07-02`],
  ];
}

/** The school's file for so many years from this one on, with a first roster on its days off. */
export function schoolFile(year: number, years: number): string {
  const people = PERSONS.map((person) =>
    JSON.stringify({ ...person, ...(person.id === 'ou_director' ? { phone: PHONE } : {}) }),
  );
  const terms = Array.from({ length: years }, (_, i) => termsOf(year + i)).flat();
  const shift = (day: string, person: PersonId, leader: PersonId) =>
    JSON.stringify({ date: day, person, leader });
  return `
name: 示范小学
tenantKey: playground
groups: { staff: ${STAFF}, logistics: ${LOGISTICS} }
people:
${people.map((line) => `  - ${line}`).join('\n')}
duties: { 食堂管理员: ou_canteen, 安全员: ou_deputy }
buildings: [教学楼, 实验楼, 食堂, 宿舍楼, 体育馆]
purchases:
  tiers:
    - { upTo: 500, approvers: [unitHead] }
    - { upTo: 5000, approvers: [unitHead, director] }
    - { approvers: [unitHead, director, principal] }
stock:
  - { name: 粉笔, unit: 盒, onHand: 400, min: 10 }
  - { name: A4纸, unit: 包, onHand: 120, min: 5 }
  - { name: 拖把, unit: 把, onHand: 30, min: 3 }
  - { name: 剪刀, unit: 把, onHand: 12, min: 2, tradeIn: true }
duty:
  remindDaysBefore: 3
  minOnDuty: 1
  start: '08:00'
  shifts:
${Array.from({ length: 7 }, (_, i) => `    - ${shift(`${year}-10-0${i + 1}`, i % 2 ? 'ou_li' : 'ou_teacher3', i % 2 ? 'ou_director' : 'ou_head3')}`).join('\n')}
terms:
${terms.map(([from, to], i) => `  - { name: 学期${i + 1}, from: ${from}, to: ${to} }`).join('\n')}
`;
}
