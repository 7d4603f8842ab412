/** A length of time that a text names. */
export interface Length {
  readonly at: number;
  readonly end: number;
  readonly minutes: number;
}

const rules: readonly { words: RegExp; minutes: (match: readonly string[]) => number }[] = [
  {
    words: /(\d{1,2})(?:个|个多)?(?:小时|钟头|钟(?=后|以|之|再|到|吧|先|左|$))半/g,
    minutes: ([, hours]) => Number(hours) * 60 + 30,
  },
  {
    words:
      /(?:(\d{1,2})-)?(\d{1,2}(?:\.5)?)(?:个|个多|来个)?(?:小时|钟头|粒钟)(?:(\d{1,2})分钟?)?|(?:(\d{1,2})-)?(\d{1,2})个钟/g,
    minutes: ([, , hours, more, , clocks]) => Number(hours ?? clocks) * 60 + Number(more ?? 0),
  },
  {
    words: /(\d{1,2}(?:\.5)?)(?: or \d+)? ?(?:hours?|hrs?|h)\b|\b(?:another|an) (?:hour|hr)\b/g,
    minutes: ([, hours]) => Number(hours ?? 1) * 60,
  },
  {
    words:
      /(?:(\d{1,3}) ?(?:-|–|to|or|~|到|至|,) ?)?(\d{1,3})(?:来|多)?(?:(?:-| more| short| full| extra| little)? ?(?:minutes?|mins?|min|miutes|miuntes|minuts|minits|minit|mintues|m|ms)\b|(?:来|多)?分(?:钟|中|鐘)?(?!之|店|部))/g,
    minutes: ([, low, high]) => Math.max(Number(low ?? 0), Number(high)),
  },
];

/** The lengths of time that a text names, in its order; of several numbers the larger. */
export function lengthsIn(text: string): Length[] {
  const found: Length[] = [];
  for (const { words, minutes } of rules) {
    for (const match of text.matchAll(words)) {
      const at = match.index;
      const end = at + match[0].length;
      if (/点差?\s*$/.test(text.slice(0, at)) || found.some((other) => at < other.end && end > other.at)) continue;
      found.push({ at, end, minutes: minutes(match) });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}
