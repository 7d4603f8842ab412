import { words } from '../language.ts';
import type { LineSummary, Member } from '#protocol';

const erased = words({ zh: '姓名已删除', en: 'Name erased' });

/** The name, or words where it was erased by right. */
export const nameOrErased = (name: string): string => name || erased();

const shown = ({ name, ...member }: Member): Member => ({ ...member, name: nameOrErased(name) });

/** The line as it is shown: where a name was erased it says so. The same line where none was. */
export function withNames(line: LineSummary): LineSummary {
  const { delivery, members } = line;
  if (delivery.recipientName && delivery.courierName && members.every(({ name }) => name)) return line;
  return {
    ...line,
    delivery: {
      ...delivery,
      recipientName: nameOrErased(delivery.recipientName),
      courierName: nameOrErased(delivery.courierName),
    },
    members: members.map(shown),
  };
}

/** The other side of the line: the courier for a recipient, the recipient for everybody else. */
export function otherOf(line: LineSummary): Member | undefined {
  const mine = line.members.find((member) => member.id === line.me);
  const wanted = mine?.role === 'recipient' ? 'courier' : 'recipient';
  const others = line.members.filter((member) => member.role === wanted && member.id !== line.me);
  return others.find((member) => !member.left) ?? others[0];
}

const titles = /^(?:mr|mrs|ms|miss|dr)\.?\s+/i;

/** The one letter or character that stands for a person: 王师傅 → 王, Mr Wang → W. */
export function initialOf(name: string): string {
  if (name === erased()) return '·';
  const [first = '·'] = name.trim().replace(titles, '');
  return first.toUpperCase();
}
