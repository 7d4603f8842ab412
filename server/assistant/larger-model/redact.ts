import { KEY_WORDS } from '../understanding/slots/code-words.ts';
import { runsIn } from '../understanding/slots/code.ts';
import { foldedText } from '../understanding/slots/folded.ts';
import { houseNumbers, type KnownOfLine, privateWords } from './private-words.ts';
import { type Stretch, timesIn } from './kept-times.ts';

/** What a placeholder stands for. */
type Kind = 'LINK' | 'EMAIL' | 'ACCOUNT' | 'POSITION' | 'ORDER' | 'ADDRESS' | 'NAME' | 'CODE' | 'PHONE' | 'NUMBER';

type Hidden = Stretch & { readonly kind: Kind };

/** The texts of one question to the model, without what may not leave, and the way back. */
export interface Redaction {
  /** The text with placeholders such as `<NAME_1>`; the same piece has the same one in all texts. */
  readonly hide: (text: string) => string;
  /** A text of the model with the pieces put back; null where it holds a placeholder that none was given. */
  readonly putBack: (text: string) => string | null;
}

/** Covers what is found already, so that nothing else finds it again. */
const HIDDEN = '\uE000';
const KEPT = '\uE001';

const links =
  /(?:[a-z][a-z0-9+.-]{1,9}:\/\/|www\.)[^\s\p{Script=Han}，。！？；、]+|(?<![a-z0-9@.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:com|cn|net|org|io|me|app|link|top|xyz|info|co|cc|uk|hk|tw|sg|dev|ly|to|site|shop|vip|club)(?![a-z0-9-])(?:[/?#][^\s\p{Script=Han}，。！？；、]*)?/gu;
const emails = /[a-z0-9._%+-]{1,64} ?@ ?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+/g;
/** What is called an account, whatever it looks like. */
const accounts =
  /(?<=(?:微信|薇信|v信|vx|wx|wechat|whatsapp|telegram|qq|支付宝|alipay|抖音)(?:号码?|id| id)?(?: ?(?:是|为|is|[:：]))? ?)[a-z_][\w-]{4,30}(?![\w-])/g;
const positions = /[-+]?\d{1,3}\.\d{3,}°?\s?[nsew]?[\s,，;/]{1,3}[-+]?\d{1,3}\.\d{3,}°?\s?[nsew]?/g;
/** Codes without a figure: words in capitals behind a code word, and spoken pass words. */
const letterCodes =
  /(?<=(?:密码|口令|暗号|验证码|门码|[Cc]ode|CODE|PIN|[Pp]in|[Pp]ass(?:word|code))\s?(?:是|为|is|=|:|：)?\s?["'“「]?)[A-Z]{3,12}(?![A-Za-z])/g;
const passWords = /(?<=(?:暗号|口令|暗语)(?:是|为|:|：|说|就说)\s?["'“「]?)\p{Script=Han}{2,12}/gu;

const NUMERALS = '零〇○一二两俩三仨四五六七八九十百千万廿卅幺壹贰叁肆伍陆柒捌玖拾佰仟';
/** Numerals that count nothing: "by all means", "in case". */
const idioms =
  /(?<![零〇一二两三四五六七八九十百\d])(?:(?:千万)+(?![零〇二两三四五六七八九十百\d])|万一(?![零〇一二两三四五六七八九十百千\d]))/g;
/** One sign of a number that is said sign by sign. */
const ONE = `(?:[${NUMERALS}]|(?<!\\p{N})\\p{N}(?!\\p{N}))`;
const writtenOut = new RegExp(`${ONE}(?:[\\s\\-–.·,，、]{0,2}${ONE}){2,}[#*]?`, 'gu');
const figures = /[#*]?(?<![a-z\p{N}])[a-z\p{N}]*\p{N}[a-z\p{N}]*(?:[\s\-–—.·_()]{1,2}[a-z]?\p{N}[a-z\p{N}]*)*[#*]*/gu;

const DIGIT_WORD = 'zero|oh|o|one|won|two|too|to|three|tree|four|for|fore|five|six|seven|eight|ate|nine|double|triple';
/** Keys one by one, with pauses or as a recogniser mishears them: "three, one, nine, oh", "for too ate ate". */
const keyByKey = new RegExp(`\\b(?:${DIGIT_WORD})(?:[\\s,.–-]+(?:${DIGIT_WORD})){2,}\\b`, 'gu');

const spelled = /[a-z\p{Script=Han}]/u;

/** From so many figures on a number is that of a phone, an order or a card. */
const LONG = 7;
/** A spoken code has no fewer keys; what is shorter is a count or a floor. */
const SHORTEST_CODE = 3;

function numberKind(before: string, said: string): Kind {
  if ((said.match(/\p{N}/gu) ?? []).length >= LONG) return 'PHONE';
  const clause =
    before
      .slice(-20)
      .split(/[，。！？；,!?;\n]/)
      .at(-1) ?? '';
  return /[#*]/.test(said) || KEY_WORDS.test(clause) ? 'CODE' : 'NUMBER';
}

/** Everything in a text that may not leave, in its order. */
function findHidden(text: string, words: ReturnType<typeof privateWords>, houses: ReadonlySet<string>): Hidden[] {
  const found: Hidden[] = [];
  let rest = foldedText(text);
  const cover = ({ at, end }: Stretch, by: string) => {
    rest = rest.slice(0, at) + by.repeat(end - at) + rest.slice(end);
  };
  const hide = (at: number, said: string, kind: Kind) => {
    if (said === '') return;
    const stretch = { at, end: at + said.length };
    found.push({ ...stretch, kind });
    cover(stretch, HIDDEN);
  };
  const hideAll = (pattern: RegExp, kind: Kind | ((before: string, said: string) => Kind), within = rest) => {
    for (const { index, 0: said } of within.matchAll(pattern))
      if (!rest.slice(index, index + said.length).includes(HIDDEN))
        hide(index, said, typeof kind === 'string' ? kind : kind(rest.slice(0, index), said));
  };

  hideAll(links, 'LINK');
  hideAll(emails, 'EMAIL');
  hideAll(accounts, 'ACCOUNT');
  hideAll(positions, 'POSITION');
  for (const kind of ['ORDER', 'ADDRESS', 'NAME'] as const) for (const pattern of words[kind]) hideAll(pattern, kind);
  hideAll(letterCodes, 'CODE', text);
  hideAll(passWords, 'CODE');

  const times = timesIn(rest, houses);
  for (const { keys, at, end } of runsIn(rest, rest)) {
    const said = rest.slice(at, end);
    // What is keyed on beyond a time was no time.
    const within = times.some((time) => time.at <= at && end <= time.end);
    if (keys.length >= SHORTEST_CODE && !within && spelled.test(said))
      hide(at, said, numberKind(rest.slice(0, at), keys));
  }
  for (const time of times) if (!rest.slice(time.at, time.end).includes(HIDDEN)) cover(time, KEPT);
  for (const { index, 0: said } of rest.matchAll(idioms)) cover({ at: index, end: index + said.length }, KEPT);
  hideAll(keyByKey, 'CODE');
  hideAll(writtenOut, numberKind);
  hideAll(figures, numberKind);
  return found.sort((one, other) => one.at - other.at);
}

const placeholder = /<([A-Z]+_\d+)>/g;
/** A placeholder that was bent: lost its brackets, its case or its place in the list. */
const bent = /(?:link|email|account|position|order|address|name|code|phone|number)[_ ]?\d/i;

/** Signs that are not seen, as between the figures of a number that shall not be found. */
export const withoutUnseen = (text: string): string => text.replaceAll(/[\p{Cf}\uE000\uE001]/gu, '');

/**
 * Hides in the texts of one question names, addresses, references, phone numbers, codes and whatever else is a number, e-mail addresses, links, accounts and
 * positions. Times and days stay, for they carry the meaning. For the same texts always the same.
 */
export function redaction(known: KnownOfLine): Redaction {
  const words = privateWords(known);
  const houses = houseNumbers(known);
  const places = new Map<string, string>();
  const pieces = new Map<string, string>();

  function placeFor(kind: Kind, piece: string): string {
    const key = `${kind} ${piece}`;
    const place =
      places.get(key) ?? `${kind}_${[...places.keys()].filter((of) => of.startsWith(`${kind} `)).length + 1}`;
    places.set(key, place);
    pieces.set(place, piece);
    return `<${place}>`;
  }

  return {
    hide(text) {
      const seen = withoutUnseen(text);
      let [hidden, from] = ['', 0];
      for (const { at, end, kind } of findHidden(seen, words, houses)) {
        hidden += seen.slice(from, at) + placeFor(kind, seen.slice(at, end));
        from = end;
      }
      return hidden + seen.slice(from);
    },
    putBack(text) {
      const named = [...text.matchAll(placeholder)].map(([, name = '']) => name);
      if (named.some((name) => !pieces.has(name)) || bent.test(text.replaceAll(placeholder, ''))) return null;
      return text.replaceAll(placeholder, (_whole, name: string) => pieces.get(name) ?? '');
    },
  };
}
