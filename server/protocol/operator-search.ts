import * as v from 'valibot';
import { requests } from './timeline.ts';

const { text, after } = requests['timeline.search'].payload.entries;

/** Query of `GET /search`. Without `lineId` every line is searched. */
export const SearchQuery = v.strictObject({
  q: text,
  lineId: v.optional(v.pipe(v.string(), v.maxLength(64))),
  after: v.optional(v.pipe(v.unwrap(after))),
});

export const FoundPage = requests['timeline.search'].reply;
