import { words } from '../language.ts';
import type { LineSummary, Member } from '#protocol';

const erased = words({ zh: '姓名已删除', en: 'Name erased' });

/** The name, or words where it was erased by right. */
export const nameOrErased = (name: string): string => name || erased();

/** Whether `nameOrErased` has put its words in a name's place. */
export const isErased = (name: string): boolean => name === erased();

/** Longer names are cut in their middle: a company's name comes first, the person's last. */
const LONGEST = 40;
const HEAD = 26;
const TAIL = 12;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** As it stands in the page's sentences: not too long for them, and a name from right to left does not turn the words around it. */
export function nameInWords(name: string): string {
  const signs = Array.from(nameOrErased(name));
  const short = signs.length > LONGEST ? [...signs.slice(0, HEAD), '…', ...signs.slice(-TAIL)] : signs;
  const text = short.join('');
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

const shown = ({ name, ...member }: Member): Member => ({ ...member, name: nameInWords(name) });

/** The line as it is shown: its names as they stand in sentences, and words where one was erased. The same line where all are so. */
export function withNames(line: LineSummary): LineSummary {
  const { delivery, members } = line;
  const { recipientName, courierName } = delivery;
  if ([recipientName, courierName, ...members.map(({ name }) => name)].every((name) => name === nameInWords(name)))
    return line;
  return {
    ...line,
    delivery: { ...delivery, recipientName: nameInWords(recipientName), courierName: nameInWords(courierName) },
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
  if (isErased(name)) return '·';
  const [first = '·'] = name.replace('\u2068', '').trim().replace(titles, '');
  return first.toUpperCase();
}
