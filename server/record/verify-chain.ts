import { chainStart, contentHash, linkHash } from './chain.ts';
import type { DeliveryRecord, State } from './record-format.ts';

export interface ChainVerdict {
  /** What is wrong, in plain words, each naming the entry. */
  readonly problems: readonly string[];
  /** What a reader should know though nothing is wrong. */
  readonly notices: readonly string[];
}

const called = ({ seq, rev }: State) => `Entry ${seq} (change ${rev})`;
const span = (from: number, to: number) => (from === to ? `Change ${from}` : `Changes ${from} to ${to}`);

/** Whether the states of a record are the whole chain that its head says, each as it was written. */
export function verifyChain({
  chain,
  states,
  delivery,
}: Pick<DeliveryRecord, 'chain' | 'states' | 'delivery'>): ChainVerdict {
  const problems: string[] = [];
  const notices: string[] = [];
  if (delivery.id !== chain.lineId) problems.push('The delivery and the chain are not of the same line.');

  const inOrder = states.toSorted((a, b) => a.rev - b.rev);
  for (const [i, state] of states.entries()) {
    if (state !== inOrder[i]) problems.push(`${called(state)} does not stand in its place: it was moved.`);
  }
  const erasing = erasingRevs(inOrder);
  const erased = new Set<number>();

  let last = { rev: 0, hash: chainStart(chain.lineId), rehashed: chainStart(chain.lineId) };
  for (const state of inOrder) {
    const { content, salt, rev } = state;
    if (content === null) {
      if ((erasing.get(state.entryId) ?? 0) > rev) erased.add(state.seq);
      else problems.push(`${called(state)}: its content was taken out, and no erasure of it is on record.`);
    } else if (salt === null || contentHash(salt, content) !== state.contentHash) {
      problems.push(`${called(state)}: its content is not what was written.`);
    }

    const facts = { ...state, lineId: chain.lineId };
    const fits = linkHash(last.hash, facts) === state.hash;
    if (rev === last.rev) problems.push(`${called(state)}: there are two changes of this number.`);
    else if (rev > last.rev + 1) {
      // The chain of an old line began with what was there: numbers before that are nobody's, and the links hold.
      if (fits) notices.push(`${span(last.rev + 1, rev - 1)} came before the record of this line was chained.`);
      else
        problems.push(`${span(last.rev + 1, rev - 1)} of the record ${rev === last.rev + 2 ? 'is' : 'are'} missing.`);
    } else if (!fits && linkHash(last.rehashed, facts) !== state.hash) {
      problems.push(`${called(state)}: its link does not fit: it was changed, removed or put in later.`);
    }
    last = { rev, hash: state.hash, rehashed: linkHash(last.hash, facts) };
  }

  problems.push(...entriesOf(inOrder, chain.seq));
  if (last.rev < chain.rev)
    problems.push(
      `${span(last.rev + 1, chain.rev)} at the end of the record ${last.rev + 1 === chain.rev ? 'is' : 'are'} missing.`,
    );
  else if (last.rev > chain.rev || last.hash !== chain.head)
    problems.push('The last link of the chain is not the one that the record names as its head.');
  if (erased.size > 0)
    notices.push(`Erased for good, as the record says itself: the content of ${entryList([...erased])}.`);
  return { problems, notices };
}

export const entryList = (seqs: readonly number[]): string =>
  `${seqs.length === 1 ? 'entry' : 'entries'} ${seqs.toSorted((a, b) => a - b).join(', ')}`;

const missing = (from: number, to: number) =>
  from === to ? `Entry ${from} is missing.` : `Entries ${from} to ${to} are missing.`;

/** The change that erased each entry. Of a call only words are erased: their lines stay, empty. */
function erasingRevs(states: readonly State[]): Map<string, number> {
  const erasing = states.filter(
    ({ content }) =>
      content?.kind === 'erased' || (content?.kind === 'call' && content.captions?.some(({ text }) => text === '')),
  );
  return new Map(erasing.map(({ entryId, rev }) => [entryId, rev]));
}

/** Whether every `seq` up to the last is there once, and no entry has become another. */
function entriesOf(states: readonly State[], lastSeq: number): string[] {
  const problems: string[] = [];
  const bySeq = new Map<number, State>();
  const byId = new Map<string, State>();
  for (const state of states) {
    const { seq, entryId, at, by, clientId, replyTo } = state;
    const first = byId.get(entryId);
    if (!first) {
      if (bySeq.has(seq)) problems.push(`${called(state)}: there are two entries of this number.`);
      byId.set(entryId, state);
      bySeq.set(seq, state);
    } else if (
      [seq, at, by, clientId, replyTo].some(
        (value, i) => value !== [first.seq, first.at, first.by, first.clientId, first.replyTo][i],
      )
    ) {
      problems.push(`${called(state)}: its number, time, author or answer are not those it began with.`);
    }
  }
  // By what is there, not by what the record says there is: that may be any number.
  let seen = 0;
  for (const seq of [...bySeq.keys()].filter((one) => one <= lastSeq).sort((a, b) => a - b)) {
    if (seq > seen + 1) problems.push(missing(seen + 1, seq - 1));
    seen = seq;
  }
  if (lastSeq > seen) problems.push(missing(seen + 1, lastSeq));
  for (const seq of bySeq.keys())
    if (seq > lastSeq) problems.push(`Entry ${seq} is beyond the last that the record names.`);
  return problems;
}
