import { signal, type ReadonlySignal } from '@preact/signals';
import { rememberedLong } from '../remembered.ts';
import type { EntryId, LineId, MemberId } from '#protocol';

/** What a person is about to say on a line. It survives a reload and the end of the browser. */
export interface Draft {
  readonly text: ReadonlySignal<string>;
  /** The entry that is answered. */
  readonly replyTo: ReadonlySignal<EntryId | null>;
  write(text: string): void;
  answer(entryId: EntryId | null): void;
}

/** A draft as it is kept. */
interface Kept {
  readonly text: string;
  readonly replyTo: EntryId | null;
  /** Phone's clock, epoch ms. */
  readonly at: number;
}

const PREFIX = 'draft:';
/** Longer than anything that can be sent, so that too long a text can be cut; a pasted book is not kept. */
const KEPT_MAX = 10_000;
/** More than the lines of a day; older ones make room. */
const DRAFTS_MAX = 100;

function read(key: string): Kept | null {
  try {
    return JSON.parse(rememberedLong.get(key) ?? 'null') as Kept | null;
  } catch {
    return null; // written by something else
  }
}

function forgetOldest() {
  const drafts = rememberedLong
    .keys()
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => ({ key, at: read(key)?.at ?? 0 }));
  drafts.sort((a, b) => b.at - a.at);
  for (const { key } of drafts.slice(DRAFTS_MAX)) rememberedLong.set(key, null);
}

/** The draft of a member on a line: two links on one phone do not share it. */
export function createDraft(lineId: LineId, me: MemberId): Draft {
  const key = `${PREFIX}${lineId}:${me}`;
  const kept = read(key);
  const text = signal(kept?.text ?? '');
  const replyTo = signal(kept?.replyTo ?? null);
  const keep = () => {
    const next: Kept = { text: text.value.slice(0, KEPT_MAX), replyTo: replyTo.value, at: Date.now() };
    rememberedLong.set(key, next.text === '' && next.replyTo === null ? null : JSON.stringify(next));
  };
  forgetOldest();
  return {
    text,
    replyTo,
    write(next) {
      text.value = next;
      keep();
    },
    answer(entryId) {
      replyTo.value = entryId;
      keep();
    },
  };
}
