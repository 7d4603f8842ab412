import { CAPTIONS_MAX, type CallId, type Caption, type LineId, type MemberId, type SpokenLine } from '#protocol';
import { SfuInputError, type SfuLeg, SfuUnavailableError } from '../../media/sfu.ts';
import { type Listener, openListener } from '../../media/speech/listener.ts';
import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import type { Utterance } from '../../media/speech/utterances.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts } from '../parts.ts';
import type { CaptionQueue } from './caption-queue.ts';

/** How often is looked after microphones that have gone still, and for words to show early, ms. */
const LOOK_MS = 400;
/** Words are shown before their speaker has ended once they speak for so long, and then as often, samples. */
const EARLY = 3 * SPEECH_RATE;
/** Stands for words that could not be written down: the engine failed, or too many spoke at once. */
const UNHEARD = '[…]';

/** What a restarted server needs to go on. */
export interface KeptCaptions {
  readonly on: boolean;
  /** Lines that are final, in the order of speaking. */
  readonly said: readonly Caption[];
}

/** A microphone as captions need it: its leg. */
type Microphone = Pick<SfuLeg, 'tap'>;

/** The captions of one call: off at first. */
export interface CallCaptions extends KeptCaptions {
  /** `unavailable` where there can be none, `full` where too many calls have them. Off: what was said and is not written down yet never will be. */
  turn(on: boolean): void;
  /**
   * Names the microphones that are let through, each with its member. To be called on every change of them: also when a leg
   * begins to produce. `answeredAt`: epoch ms.
   */
  follow(answeredAt: number, microphones: ReadonlyMap<Microphone, MemberId>): void;
  /** Called whenever `said` has changed. */
  onSaid(listen: () => Promise<void>): void;
  /** The call is over. Resolves once `said` changes no more, save by `Captions.forget`. */
  end(): Promise<void>;
  /** All is on record: nothing of it is held any more. */
  close(): void;
}

/** As the entry keeps them. */
export const toSpokenLines = (said: readonly Caption[]): SpokenLine[] =>
  said.map(({ memberId, at, text }) => ({ memberId, at, text }));

const withoutWords = (line: Caption): Caption => ({ ...line, text: '' });

/** One microphone that is heard. */
interface Ear {
  readonly memberId: MemberId;
  listener: Listener | null;
  /** What has been shown of the utterance that goes on: its caption's number and words, and how much of it was heard, samples. */
  early: { id: number; text: string } | null;
  looked: number;
  close: () => void;
}

/** Captions of a call as the server drives them. */
export interface OpenCaptions extends CallCaptions {
  readonly lineId: LineId;
  forget(memberId: MemberId): Promise<void>;
  /** Hears and writes nothing more. */
  stop(): void;
}

export interface CallCaptionParts extends Pick<Parts, 'clock' | 'notify' | 'report'> {
  id: CallId;
  lineId: LineId;
  queue: CaptionQueue | null;
  isFull: () => boolean;
  onClosed: () => void;
}

export function openCallCaptions(parts: CallCaptionParts, kept: KeptCaptions): OpenCaptions {
  const { clock, notify, queue, report, id: callId, lineId } = parts;
  const ears = new Map<Microphone, Ear>();
  const underWay = new Set<Promise<void>>();
  const forgotten = new Map<MemberId, number>();
  const listeners: (() => Promise<void>)[] = [];
  let { said } = kept;
  let on = kept.on && queue !== null;
  let stopped = false;
  let lastId = said.reduce((most, { id }) => Math.max(most, id), 0);
  let answeredAt = 0;
  let microphones: ReadonlyMap<Microphone, MemberId> = new Map();
  /** Grows with each switching off: what was begun before is not written down. */
  let period = 0;
  let cancelLook = (): void => undefined;

  function tell(caption: Caption): void {
    // One that is replaced soon need not wait for a slow phone.
    notify.line(lineId, 'calls.caption', { lineId, callId, caption }, { volatile: !caption.final });
  }

  function keep(caption: Caption): void {
    const last = said.findLast(({ memberId }) => memberId === caption.memberId);
    if (caption.text === UNHEARD && last?.text === UNHEARD) return;
    const full = said.length >= CAPTIONS_MAX - 1;
    const line = full ? { ...caption, text: UNHEARD } : caption;
    if (said.length >= CAPTIONS_MAX) return;
    said = [...said, line].sort((a, b) => a.at - b.at);
    tell(line);
    if (full) hearNothing();
    saidMore().catch((error: unknown) => report('captions', error));
  }

  const saidMore = async (): Promise<void> => {
    for (const listen of listeners) await listen();
  };

  async function writeDown(queue: CaptionQueue, ear: Ear, { startedAt, samples }: Utterance): Promise<void> {
    const { memberId, early } = ear;
    const now = period;
    const caption = { id: early?.id ?? ++lastId, memberId, at: Math.max(0, Math.round(startedAt - answeredAt)) };
    ear.early = null;
    ear.looked = 0;
    const isWanted = () => now === period && startedAt > (forgotten.get(memberId) ?? 0);
    const heard = await queue.recognise(callId, samples, isWanted);
    if (!isWanted()) return;
    // Words that were shown are not taken away again.
    const text = heard.kind === 'words' ? heard.text : early?.text || (heard.kind === 'lost' ? UNHEARD : '');
    if (text !== '') keep({ ...caption, text, final: true });
  }

  function take(ear: Ear, utterance: Utterance | null): void {
    if (utterance === null || queue === null) return;
    const work = writeDown(queue, ear, utterance).catch((error: unknown) => report('captions', error));
    underWay.add(work);
    void work.then(() => underWay.delete(work));
  }

  /** Shows what is being said by somebody who speaks for long, where nobody else waits. */
  async function showEarly(ear: Ear): Promise<void> {
    const running = queue?.idle ? ear.listener?.running() : null;
    if (!queue || !running || running.samples.length - ear.looked < EARLY) return;
    const now = period;
    const looked = (ear.looked = running.samples.length);
    // Not where it has ended meanwhile.
    const isWanted = () => now === period && ear.looked === looked;
    const heard = await queue.recognise(callId, running.samples, isWanted);
    if (heard.kind !== 'words' || !isWanted()) return;
    ear.early = { id: ear.early?.id ?? ++lastId, text: heard.text };
    const at = Math.max(0, Math.round(running.startedAt - answeredAt));
    tell({ ...ear.early, memberId: ear.memberId, at, final: false });
  }

  function look(): void {
    cancelLook();
    if (ears.size === 0) return;
    for (const ear of ears.values()) {
      take(ear, ear.listener?.idle(clock.now()) ?? null);
      showEarly(ear).catch((error: unknown) => report('captions', error));
    }
    cancelLook = clock.after(LOOK_MS, look);
  }

  async function open(leg: Microphone, ear: Ear): Promise<void> {
    const listener = await openListener();
    const endTap = await leg
      .tap((packet) => {
        if (ear.listener === null) return;
        try {
          for (const utterance of listener.hear(packet, clock.now())) take(ear, utterance);
        } catch (error) {
          // Whatever a phone has sent to bring the decoder down: it is heard no more, and the call goes on.
          ear.close();
          report('captions', error);
        }
      })
      .catch((error: unknown) => {
        listener.close();
        throw error;
      });
    const close = () => {
      if (ear.listener === null) return;
      ear.listener = null;
      endTap();
      listener.close();
    };
    ear.listener = listener;
    if (ears.get(leg) === ear) ear.close = close;
    else close();
  }

  /** Hears what is to be heard now, and nothing else. */
  function hear(): void {
    const wanted = on && !stopped && said.length < CAPTIONS_MAX ? microphones : new Map<Microphone, MemberId>();
    for (const [leg, ear] of ears) {
      if (wanted.has(leg)) continue;
      take(ear, ear.listener?.end() ?? null);
      ear.close();
      ears.delete(leg);
    }
    for (const [leg, memberId] of wanted) {
      if (ears.has(leg)) continue;
      const ear: Ear = { memberId, listener: null, early: null, looked: 0, close: () => {} };
      ears.set(leg, ear);
      open(leg, ear).catch((error: unknown) => {
        // No microphone yet, or the room is gone: the next call of `follow` tries again.
        if (ears.get(leg) === ear) ears.delete(leg);
        if (!(error instanceof SfuInputError || error instanceof SfuUnavailableError)) report('captions', error);
      });
    }
    look();
  }

  function hearNothing(): void {
    for (const ear of ears.values()) ear.close();
    ears.clear();
    cancelLook();
  }

  /** What is under way is not written down, nor what is being said. */
  function writeNothing(): void {
    period += 1;
    hearNothing();
  }

  return {
    lineId,
    get on() {
      return on;
    },
    get said() {
      return said;
    },
    turn(wanted) {
      if (queue === null) throw new RefusedError('unavailable', 'Captions are not possible here');
      if (wanted && parts.isFull()) throw new RefusedError('full', 'Too many calls have captions at the moment');
      on = wanted;
      if (!on) writeNothing();
      hear();
    },
    follow(at, those) {
      answeredAt = at;
      microphones = those;
      hear();
    },
    onSaid: (listen) => void listeners.push(listen),
    async forget(memberId) {
      forgotten.set(memberId, clock.now());
      if (!said.some((line) => line.memberId === memberId && line.text !== '')) return;
      said = said.map((line) => (line.memberId === memberId ? withoutWords(line) : line));
      await saidMore();
    },
    async end() {
      microphones = new Map();
      hear();
      await Promise.all(underWay);
    },
    close: () => parts.onClosed(),
    stop() {
      stopped = true;
      writeNothing();
    },
  };
}
