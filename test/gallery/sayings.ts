import { demoGate } from '../../server/location/demo-place.ts';
import { memberId } from './people.ts';
import { say } from './still.ts';
import type {
  Act,
  CallId,
  EntryBody,
  MemberId,
  NoteId,
  PhotoId,
  Status,
  Suggestion,
  TimeWindow,
  Transcript,
} from '#protocol';

type Voice = Extract<EntryBody, { kind: 'voice' }>;

/** A waveform that looks like speech: the same one each time for the same length. */
const peaksOf = (durationMs: number): number[] =>
  Array.from({ length: 40 }, (_, i) => {
    const pause = i % 13 > 9 ? 0.15 : 1;
    return Math.round((35 + 60 * Math.abs(Math.sin(i * 1.7 + durationMs / 700))) * pause);
  });

let notes = 0;
export const note = (durationMs: number, transcript: Transcript | string): Voice => ({
  kind: 'voice',
  noteId: `note-${String(++notes).padStart(6, '0')}` as NoteId,
  durationMs,
  sha256: '',
  peaks: peaksOf(durationMs),
  transcript:
    typeof transcript === 'string'
      ? { state: 'done', text: transcript, language: /[一-鿿]/.test(transcript) ? 'zh' : 'en' }
      : transcript,
});

export const northGate = (more: Partial<Extract<EntryBody, { kind: 'place' }>> = {}): EntryBody => ({
  kind: 'place',
  point: demoGate ?? { lat: 0, lng: 0 },
  name: say('北门', 'North gate'),
  source: 'landmark',
  accuracy: null,
  ...more,
});

export const doorPhoto = (): EntryBody => ({
  kind: 'photo',
  photoId: 'photo-door' as PhotoId,
  width: 1200,
  height: 900,
  sha256: '',
});

export const status = (to: Status): EntryBody => ({ kind: 'status', status: to });

export const talked = (talkMs: number): EntryBody => ({
  kind: 'call',
  callId: 'call-0001' as CallId,
  end: talkMs > 0 ? 'hung_up' : 'no_answer',
  talkMs,
});

export const came = (memberId: MemberId, role: 'agent' | 'station'): EntryBody => ({
  kind: 'member',
  memberId,
  role,
  change: 'joined',
});

/** So many days after the pictures' day, between two hours in China. */
export function hours(days: number, from: number, to: number): TimeWindow {
  const midnight = Date.UTC(2026, 5, 18 + days, -8);
  return { from: midnight + from * 3_600_000, to: midnight + to * 3_600_000 };
}

/** What the assistant understood of the recipient's last words. */
export const understood = (act: Act, more: Partial<Suggestion> = {}): Suggestion => ({
  kind: 'suggestion',
  act,
  about: memberId('recipient', 1),
  asks: 'recipient',
  state: 'open',
  confidence: 0.97,
  ...more,
});
