import * as v from 'valibot';

/** Letters, digits, signs and pictures; a text of nothing but spaces and invisible characters says nothing. */
export const visible = v.regex(/[^\p{C}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u, 'must have something to see');

/** PostgreSQL keeps no NUL in a text, and one with a bell in it is a mistake or a trick. */
const noControls = v.regex(/^\P{Cc}*$/u, 'must not contain control characters');

/** An address may come in lines, and is shown in one. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/**
 * Characters without a look of their own: directions that would turn the words around it, zero-width spaces, tags.
 * The two joiners stay: Persian and Indic words are spelled with them.
 */
const unseen = /(?![\u200c\u200d])\p{Cf}/gu;

const cleaned = v.pipe(
  v.string(),
  v.transform((text) => text.toWellFormed().normalize('NFC').replace(breaks, ' ').replace(unseen, '')),
  noControls,
  v.trim(),
);

/** Names and addresses, cleaned of what nobody sees; at most so many UTF-16 units. */
export const words = (most: number) => v.pipe(cleaned, v.maxLength(most), visible);

/** The same, or nothing at all. */
export const wordsOrNone = (most: number) => v.pipe(cleaned, v.maxLength(most));

/** A number or id of the operator's: refused, not cleaned, for two that look alike must never become one. */
export const identifier = (most: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(most),
    v.regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must not contain characters that cannot be seen'),
    visible,
  );
