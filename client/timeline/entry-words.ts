import { words } from '../language.ts';
import { lastWordsOf } from '../../server/protocol/last-words.ts';
import type { EntryBody, LineSummary, Role } from '#protocol';

type LastWords = NonNullable<LineSummary['lastWords']>;

/** What an entry without words of its own is called. A status has its own words. */
const kindWords = words<Record<Exclude<LastWords['kind'], 'text' | 'status'>, string>>({
  zh: {
    photo: '照片',
    voice: '语音',
    place: '位置',
    call: '通话',
    member: '有人加入或离开',
    taken_back: '已撤回',
    erased: '内容已删除',
  },
  en: {
    photo: 'Photo',
    voice: 'Voice note',
    place: 'Place',
    call: 'Call',
    member: 'Somebody joined or left',
    taken_back: 'Taken back',
    erased: 'Erased',
  },
});

export const roleWords = words<Record<Role, string>>({
  zh: { courier: '快递员', recipient: '收件人', station: '驿站', agent: '客服' },
  en: { courier: 'courier', recipient: 'recipient', station: 'station', agent: 'customer service' },
});

/** Last words, or an entry, in one line: what was said where it has words, else what it is. Empty for a status. */
export function inOneLine({ kind, text }: Pick<LastWords, 'kind' | 'text'>): string {
  if (text !== '') return text;
  return kind === 'text' || kind === 'status' ? '' : kindWords()[kind];
}

export const bodyInOneLine = (body: EntryBody): string =>
  inOneLine(lastWordsOf(body, null, 0) ?? { kind: 'text', text: '' });
