import type { LineSummary, Member } from '#protocol';

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
  const [first = '·'] = name.trim().replace(titles, '');
  return first.toUpperCase();
}
