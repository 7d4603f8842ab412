/** Why the larger model says nothing this time: a code for logs and counts, never a word of anybody. */
export type Why =
  | 'unsure'
  | 'not_asked'
  | 'busy'
  | 'paused'
  | 'capped'
  | 'closed'
  | 'timed_out'
  | 'unreachable'
  | 'broken_off'
  | `http_${number}`
  | 'not_json'
  | 'too_large'
  | 'cut_short'
  | 'wrong_schema'
  | 'unknown_placeholder'
  | 'not_in_text'
  | 'not_in_facts'
  | 'unfit_words'
  | 'unreadable_photo';

/** Nothing to say, and why. It ends one question and is caught where the model is asked. */
export class Silence extends Error {
  override name = 'Silence';
  readonly why: Why;
  /** Epoch ms until which the remote wishes to be left alone, as far as it said so. */
  readonly until: number | undefined;

  constructor(why: Why, options?: ErrorOptions & { readonly until?: number | undefined }) {
    super(why, options);
    this.why = why;
    this.until = options?.until;
  }
}
