import type { CallId, LineId, MemberId } from '#protocol';
import type { SpeechToText } from '../../media/speech-to-text.ts';
import type { Parts } from '../parts.ts';
import { type CallCaptions, type KeptCaptions, type OpenCaptions, openCallCaptions } from './call-captions.ts';
import { openCaptionQueue } from './caption-queue.ts';

/**
 * Calls that are written down at once. The engine keeps up with some ten people who speak at once on two cores, in five
 * times as many calls; and what all these microphones cost the server's one thread stays below a third of it.
 */
const CALLS_MAX = 40;

/** Writes down what is said in calls. */
export interface Captions {
  /** False where the operator wants none or there is no speech engine. */
  readonly possible: boolean;
  /** `kept`: what there was before the server started anew. */
  open(call: { id: CallId; lineId: LineId }, kept?: KeptCaptions): CallCaptions;
  /** Empties the member's lines of a call that goes on, also those under way: that they spoke stays. Resolves once it is kept so. */
  forget(lineId: LineId, memberId: MemberId): Promise<void>;
  /** Waits for nothing: what is not written down by now is lost. */
  close(): Promise<void>;
}

type Needs = Pick<Parts, 'clock' | 'notify' | 'report'>;

export function openCaptions(parts: Needs & { speech: SpeechToText | null }): Captions {
  const { speech } = parts;
  const queue = speech && openCaptionQueue({ ...parts, speech });
  const calls = new Set<OpenCaptions>();
  return {
    possible: queue !== null,
    open(call, kept = { on: false, said: [] }) {
      const captions = openCallCaptions(
        {
          ...parts,
          ...call,
          queue,
          isFull: () => [...calls].filter((one) => one.on).length >= CALLS_MAX,
          onClosed: () => calls.delete(captions),
        },
        kept,
      );
      calls.add(captions);
      return captions;
    },
    async forget(lineId, memberId) {
      for (const captions of calls) if (captions.lineId === lineId) await captions.forget(memberId);
    },
    async close() {
      for (const captions of calls) captions.stop();
      await queue?.close();
    },
  };
}
