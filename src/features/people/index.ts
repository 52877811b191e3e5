import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { announceDeparture, depart } from './departure.ts';
import type { PeopleHooks } from './hooks.ts';
import { notice, whichChat, whoAmI } from './identity.ts';
import { comeBack, decideLeave, takeLeave, tellHowToTakeLeave } from './leave.ts';
import { pickPerson, savePerson, showPeople } from './roster.ts';
import { assign, enable, saveSetup, showSetup } from './setup.ts';

/** People, their roles and absence, and the set-up that an admin finishes in the chat. */
export function createPeople(hooks: PeopleHooks = {}): Feature<Tables> {
  return {
    name: 'people',
    phrases: [
      { pattern: /^我是谁[?？]?$/u, handle: whoAmI },
      { pattern: /^本群编号[?？]?$/u, handle: whichChat },
      { pattern: /^设置$/u, handle: showSetup },
      { pattern: /^人员(?:[\s:：]+([\p{L}\p{N}·]{1,30}))?$/u, handle: showPeople },
      {
        pattern: /^([\p{L}·]{2,10}?)(?:已经|已|要)?(?:调走|调离|离职|退休)了?[。!！]?$/u,
        handle: announceDeparture(hooks),
      },
      {
        pattern:
          /^我(?:要)?请假到([^，,、\s由请]+)(?:[，,、\s]*(?:由|请)?@?([\p{L}\p{N}·]{1,30}?)(?:来|帮我)?(?:代批|代办|代班|代))?[。!！]?$/u,
        handle: takeLeave(hooks),
      },
      {
        pattern:
          /^我?(?:今天|明天|后天|大后天|[下本这]?(?:周|星期|礼拜)[一二三四五六日天])?(?:要|想)?请(?:个|一天)?假(?:了|一天)?[\s:：]*(?:今天|明天|后天|大后天|[下本这]?(?:周|星期|礼拜)[一二三四五六日天])?[。!！]?$/u,
        handle: tellHowToTakeLeave,
      },
      { pattern: /^(?:我回来了|我?销假)[。!！]?$/u, handle: comeBack(hooks) },
    ],
    taps: {
      'setup-assign': assign,
      'setup-save': saveSetup,
      'setup-enable': enable(hooks),
      pick: pickPerson,
      save: savePerson,
      depart: depart(hooks),
      'leave-approve': decideLeave('approved', hooks),
      'leave-refuse': decideLeave('refused', hooks),
    },
    notice,
    help: [
      { say: '我是谁', does: '看自己的身份和编号' },
      { say: '我请假到周五，林校长代批', does: '请假并请人代批' },
      { say: '人员', does: '总务主任、管理员：查看和修改人员' },
      { say: '设置', does: '管理员：选群、选人、启用' },
    ],
  };
}
