import { EN_NUMBER, numberOf } from './numerals.ts';
import { normalText } from './normal-text.ts';
import { findTimes } from './find-times.ts';
import { EXCLUDED } from './weigh.ts';

const HOUR = 60;
/** Chat leaves the word minutes away. */
const bare = new RegExp(
  `(?:\\b(?:in|wait|w8|allow|give me|us|running)(?: like| about)?|⏱️?) ?(${EN_NUMBER})\\b(?! ?[ap]m|:)`,
);

/**
 * In how many minutes somebody comes, or by how many the courier is late: a length as it was said, the larger of two,
 * or a clock time up to an hour ahead as minutes from now. Undefined where only an idiom was said (马上, "a sec").
 *
 * @param text the message as written or transcribed
 * @param now its local time of sending, ISO 8601 with an offset
 */
export function inMinutes(text: string, now: string): number | undefined {
  const normal = normalText(text);
  const words = findTimes(normal, now).filter(({ weight }) => weight > EXCLUDED);
  const lengths = words.flatMap((word) => (word.kind === 'length' && word.minutes > 0 ? [word] : []));
  const length = lengths.toSorted(
    (one, other) =>
      Number(one.conditional) - Number(other.conditional) || other.weight - one.weight || one.at - other.at,
  )[0];
  if (length !== undefined) return length.minutes;
  const minuteNow = Number(now.slice(11, 13)) * HOUR + Number(now.slice(14, 16));
  const clocks = words.flatMap((word) => {
    if (word.kind !== 'clock' && word.kind !== 'span') return [];
    const { hour, minute } = word.kind === 'clock' ? word.clock : word.last;
    const ahead = [hour, hour + 12]
      .map((hours) => (hours % 24) * HOUR + minute - minuteNow)
      .filter((away) => away > 0 && away <= HOUR);
    return ahead.map((away) => ({ away, weight: word.weight }));
  });
  const clock = clocks.toSorted((one, other) => other.weight - one.weight || other.away - one.away)[0];
  const said = clock === undefined ? bare.exec(normal)?.[1] : undefined;
  return said === undefined ? clock?.away : numberOf(said);
}
