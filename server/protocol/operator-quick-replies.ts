import * as v from 'valibot';
import { Status } from './deliveries.ts';
import { words } from './words.ts';

/** A row of chips that nobody has to scroll for long, and words that fit on one. */
const REPLIES_MAX = 12;
const REPLY_MAX = 40;

const ofRole = v.pipe(
  v.array(
    v.strictObject({
      statuses: v.pipe(
        v.array(Status),
        v.minLength(1),
        v.checkItems((item, i, all) => all.indexOf(item) === i, 'is there twice'),
      ),
      zh: words(REPLY_MAX),
      en: words(REPLY_MAX),
    }),
  ),
  v.maxLength(REPLIES_MAX),
);

/** The whole list of quick replies, each in both languages, in the order of the chips. */
export const QuickReplies = v.strictObject({ recipient: ofRole, courier: ofRole, station: ofRole, agent: ofRole });
export type QuickReplies = v.InferOutput<typeof QuickReplies>;
