import './calls.css';
import type { JSX } from 'preact';
import type { ReadonlySignal } from '@preact/signals';
import { qualityOf, type CallQuality } from '../../server/protocol/call-quality.ts';
import { lengthInWords } from '../time-words.ts';
import type { Entry, EntryBody, LineSummary, MemberId } from '#protocol';
import type { CallModel } from './call-model.ts';
import { QualityBars } from './call-icons.tsx';
import { hueIn, nameIn } from './call-people.ts';
import { entryWords } from './call-entry-strings.ts';

type CallBody = Extract<EntryBody, { kind: 'call' }>;

export interface CallEntryProps {
  readonly body: CallBody;
  readonly entry: Entry;
  readonly line: Pick<LineSummary, 'me' | 'members'>;
  readonly entries: ReadonlySignal<readonly Entry[]>;
  readonly calls: CallModel;
  /** Starts a voice note to the line that goes on without a finger. */
  readonly leaveNote: () => void;
}

/** Under a call's length: how it sounded, who else was in it, what was said; under a missed one what can be done now. */
export function CallEntry({ body, entry, line, entries, calls, leaveNote }: CallEntryProps): JSX.Element | null {
  const t = entryWords();
  if (body.talkMs === 0) {
    if (!isUnanswered(entry, entries.value, line.me)) return null;
    const mine = entry.by === line.me;
    const isFree = calls.state.value.phase === 'idle' || calls.state.value.phase === 'ended';
    return (
      <span class="call-entry-does">
        <button
          type="button"
          class="chip"
          aria-disabled={!isFree}
          onClick={() => {
            if (isFree) void calls.call(mine || entry.by === null ? undefined : [entry.by]);
          }}
        >
          {mine ? t.callAgain : t.callBack}
        </button>
        <button type="button" class="chip" onClick={leaveNote}>
          {t.leaveNote}
        </button>
      </span>
    );
  }
  const quality = qualityFor(body, line.me);
  const others = (body.parts ?? []).filter(({ memberId }) => memberId !== line.me);
  return (
    <>
      {quality && (
        <span class="call-entry-quality">
          <QualityBars quality={quality} />
          {t.quality[quality]}
        </span>
      )}
      {others.length > 1 && (
        <span class="call-entry-with">
          {t.with(
            others
              .map(({ memberId, listening }) => {
                const name = nameIn(line, memberId);
                return listening ? t.listened(name) : name;
              })
              .join(t.and),
          )}
        </span>
      )}
      {body.captions && body.captions.length > 0 && <Said captions={body.captions} line={line} />}
    </>
  );
}

function Said({
  captions,
  line,
}: {
  captions: NonNullable<CallBody['captions']>;
  line: CallEntryProps['line'];
}): JSX.Element {
  const t = entryWords();
  return (
    <details class="call-said">
      <summary>{t.showSaid}</summary>
      <ol>
        {captions.map(({ memberId, at, text }) => (
          <li key={`${memberId} ${at}`}>
            <b class={`by-${hueIn(line, memberId)}`}>{memberId === line.me ? t.me : nameIn(line, memberId)}</b>{' '}
            <small>{lengthInWords(at)}</small>
            {text === '' ? (
              <p>
                <small>{t.saidErased}</small>
              </p>
            ) : (
              <p dir="auto">{text}</p>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The line's last call, and since then this member has said nothing: there is still something to do about it. */
function isUnanswered(entry: Entry, entries: readonly Entry[], me: MemberId): boolean {
  const since = entries.filter(({ seq }) => seq > entry.seq);
  return !since.some(({ by, body }) => body.kind === 'call' || (by === me && body.kind !== 'status'));
}

/** How the reader heard the call, or else how the one did who heard it worst; null where nobody's device said. */
function qualityFor({ parts = [] }: CallBody, me: MemberId): CallQuality | null {
  const mine = parts.find(({ memberId }) => memberId === me)?.mos ?? null;
  const all = parts.flatMap(({ mos }) => (mos === null ? [] : [mos]));
  const mos = mine ?? (all.length > 0 ? Math.min(...all) : null);
  return mos === null ? null : qualityOf(mos);
}
