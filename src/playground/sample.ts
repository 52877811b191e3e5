import type { PlatformSettings } from './platform/index.ts';

export const STAFF_GROUP = 'oc_staff';
export const LOGISTICS_GROUP = 'oc_logistics';

/** The people and groups of the sample school that the page opens with. */
export function sampleWorld(): Pick<PlatformSettings, 'people' | 'groups'> {
  // The ids are those of schools/sample.yaml.
  const people = [
    { openId: 'ou_teacher3', name: '王老师', title: '三年级教师' },
    { openId: 'ou_teacher1', name: '李老师', title: '一年级教师' },
    { openId: 'ou_elec', name: '老李', title: '维修工 · 水电空调' },
    { openId: 'ou_plumb', name: '老赵', title: '维修工 · 管道门窗' },
    { openId: 'ou_director', name: '陈主任', title: '总务主任' },
    { openId: 'ou_principal', name: '林校长', title: '分管校长' },
    { openId: 'ou_head3', name: '周老师', title: '三年级组长' },
    { openId: 'ou_buyer', name: '小孙', title: '采购员' },
    { openId: 'ou_store', name: '老钱', title: '保管员' },
    { openId: 'ou_finance', name: '吴会计', title: '财务' },
    { openId: 'ou_canteen', name: '何师傅', title: '食堂管理员' },
  ];
  const logistics = ['ou_director', 'ou_elec', 'ou_plumb', 'ou_buyer', 'ou_store'];
  return {
    people,
    groups: [
      { chatId: LOGISTICS_GROUP, name: '总务群', members: logistics },
      { chatId: STAFF_GROUP, name: '教职工群', members: people.map((one) => one.openId) },
    ],
  };
}
