import { words } from '../language.ts';
import { lastWordsOf } from '../../server/protocol/last-words.ts';
import { t } from './strings.ts';
import type { EntryBody, LineSummary, Member, MemberId, Role } from '#protocol';

type LastWords = NonNullable<LineSummary['lastWords']>;
type MemberChange = NonNullable<LastWords['member']>;

/** What an entry without words of its own is called. A status has its own words. */
const kindWords = words<Record<Exclude<LastWords['kind'], 'text' | 'status' | 'member'>, string>>({
  zh: {
    photo: '照片',
    voice: '语音',
    place: '位置',
    call: '通话',
    exported: '导出了记录',
    suggestion: '听懂的意思',
    taken_back: '已撤回',
    erased: '内容已删除',
  },
  en: {
    photo: 'Photo',
    voice: 'Voice note',
    place: 'Place',
    call: 'Call',
    exported: 'Record exported',
    suggestion: 'Understood',
    taken_back: 'Taken back',
    erased: 'Erased',
  },
});

export const roleWords = words<Record<Role, string>>({
  zh: { courier: '快递员', recipient: '收件人', station: '驿站', agent: '客服' },
  en: { courier: 'courier', recipient: 'recipient', station: 'station', agent: 'customer service' },
});

export const nameOf = (members: readonly Member[], id: MemberId | null): string =>
  id === null ? t().system : (members.find((member) => member.id === id)?.name ?? '');

export const nameWithRole = ({ name, role }: Pick<Member, 'name' | 'role'>): string =>
  t().withRole(name, roleWords()[role]);

/** Who came to the line or left it. */
export function memberWords({ memberId, role, change, resolved }: MemberChange, members: readonly Member[]): string {
  const who = nameWithRole({ name: nameOf(members, memberId), role });
  if (resolved) return t().resolved(who);
  return change === 'joined' ? t().joined(who) : t().left(who);
}

/** Last words, or an entry, in one line: what was said where it has words, else what it is. Empty for a status. */
export function inOneLine(
  { kind, text, member }: Pick<LastWords, 'kind' | 'text' | 'member'>,
  members: readonly Member[],
): string {
  if (text !== '') return text;
  if (kind === 'member') return member ? memberWords(member, members) : '';
  return kind === 'text' || kind === 'status' ? '' : kindWords()[kind];
}

export const bodyInOneLine = (body: EntryBody, members: readonly Member[]): string =>
  inOneLine(lastWordsOf(body, null, 0) ?? { kind: 'text', text: '' }, members);
