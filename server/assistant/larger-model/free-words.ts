import * as v from 'valibot';
import { EN_NUMBER, numberOf } from '../understanding/numerals.ts';
import { foldedText } from '../understanding/slots/folded.ts';
import type { Redaction } from './redact.ts';
import { Silence } from './silence.ts';

/** A longer answer is none for somebody who rides or carries. */
const LONGEST_ANSWER = 300;
const LONGEST_SIGHT = 200;

const Answer = v.object({
  sure: v.boolean(),
  answer: v.nullable(v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(LONGEST_ANSWER))),
  facts: v.array(v.pipe(v.number(), v.integer())),
});
const Seen = v.object({
  sure: v.boolean(),
  kind: v.picklist(['door', 'note', 'locker', 'parcel', 'other']),
  words: v.pipe(v.string(), v.trim(), v.maxLength(LONGEST_SIGHT)),
});

/** What a photo shows, and the words on it or that tell it from others. */
export interface Sight {
  readonly kind: 'door' | 'note' | 'locker' | 'parcel' | 'other';
  readonly words: string;
}

const link =
  /:\/\/|\bwww\.|[\w-]@[\w-]|(?<![\w.])[a-z][a-z0-9-]*[.。．｡](?:com|cn|net|org|io|me|app|link|top|xyz|info|co|cc|uk|hk|tw|sg|dev|ly|to|site|shop|vip|club)(?![a-z])/i;
const money =
  /[¥￥$£€]|赔|退款|退钱|补偿|补贴|红包|优惠|代金|抵用|折扣|免费|报销|退还|打折|(?<!单)[元块]钱?(?![\p{Script=Han}])|\b(?:refunds?|refunded|reimburse\w*|compensat\w*|vouchers?|coupons?|discounts?|credits?|free of charge|for free|money back|cash|dollars?|pounds|euros?|yuan|rmb)\b/iu;
/** Lines, orders of letters and signs that a page would show otherwise than it is. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}<>{}[\]`|\\]/u;

const isFit = (words: string) => !unseen.test(words) && !link.test(words) && !link.test(foldedText(words));

const zhDigits = '零一二三四五六七八九';
const digitOf = (sign: string) => zhDigits.indexOf({ 〇: '零', 幺: '一', 两: '二' }[sign] ?? sign);
/** 四零九六 is 4096, 二十五 is 25. */
const valueOf = (spoken: string) =>
  spoken.includes('十') ? String(numberOf(spoken)) : Array.from(spoken, digitOf).join('');
const enNumber = new RegExp(`\\b(?!one\\b)(?:${EN_NUMBER})\\b`, 'g');

/** The numbers of a text as figures: written ones, and spoken ones that count something or are longer than one sign. */
function numbersIn(text: string): Set<string> {
  const plain = foldedText(text);
  const figures = plain.match(/\p{N}+/gu) ?? [];
  const spoken =
    plain.match(/[零〇一二两三四五六七八九十幺]{2,}|[零〇二两三四五六七八九十幺](?=[点分号楼层栋座室单元刻天小])/g) ??
    [];
  const english = plain.match(enNumber) ?? [];
  const all = [...figures, ...spoken.map(valueOf), ...english.map((said) => String(numberOf(said)))];
  return new Set(all.map((number) => number.replace(/^0+(?=\d)/, '')));
}

const hasHan = (text: string) => /\p{Script=Han}/u.test(text);

/**
 * The model's answer to a question, in people's words. Throws `Silence` where it is not sure, names no fact, speaks another language, of money, or with a link, or
 * holds a number that stands in neither question nor facts.
 *
 * @param facts as they were given, before anything of them was hidden
 */
export function readAnswer(answer: unknown, question: string, facts: readonly string[], hidden: Redaction): string {
  const { success, output } = v.safeParse(Answer, answer);
  if (!success) throw new Silence('wrong_schema');
  if (!output.sure || output.answer === null) throw new Silence('unsure');
  const used = output.facts.map((number) => facts[number - 1]);
  if (used.length === 0 || used.includes(undefined)) throw new Silence('not_in_facts');
  const otherLanguage = hasHan(question) !== hasHan(output.answer);
  const words = hidden.putBack(output.answer);
  if (words === null) throw new Silence('unknown_placeholder');
  if (otherLanguage || words.length > LONGEST_ANSWER || !isFit(words) || money.test(words))
    throw new Silence('unfit_words');
  const given = numbersIn([question, ...facts].join('\n'));
  if ([...numbersIn(words)].some((number) => !given.has(number))) throw new Silence('not_in_facts');
  return words;
}

/** What the model sees in a photo. Throws `Silence` where it is not sure, or its words hold a link or what is no plain text. */
export function readSight(answer: unknown): Sight {
  const { success, output } = v.safeParse(Seen, answer);
  if (!success) throw new Silence('wrong_schema');
  if (!output.sure) throw new Silence('unsure');
  if (!isFit(output.words)) throw new Silence('unfit_words');
  return { kind: output.kind, words: output.words };
}
