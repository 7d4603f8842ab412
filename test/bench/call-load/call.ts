import { setTimeout as wait } from 'node:timers/promises';
import type { Call, NoticeOf, PayloadOf } from '#protocol';
import { callWire } from '../../../client/calls/call-wire.ts';
import type { Connection } from '../../../client/connection.ts';
import { CALL_REPORT_MS } from '../../../server/protocol/limits.ts';
import { openRawPhone, type RawPhone } from '../../support/raw-phone.ts';
import { openLeanPath } from '../../support/rtp-phone/lean-path.ts';
import { openSound, type Sound } from '../../support/rtp-phone/sound.ts';
import type { SeededLine } from '../../support/seed-lines.ts';
import type { Speaker, Talk } from './talk.ts';

/** Somebody looks who calls before they tap Answer; meanwhile everything is connected. ms */
const LOOK_MS = 500;

/** Whoever hears nothing by then never will, ms. */
const HEARD_WITHIN_MS = 10_000;

/** How long a call's steps took, ms. */
export interface SetUp {
  /** Call asked for → told at the other phone. */
  readonly rang: number;
  /** Answer asked for → first packet of the caller. */
  readonly answererHears: number;
  /** Answer asked for → first packet of the answerer. */
  readonly callerHears: number;
}

/** A call of two phones whose microphones are open. */
export interface LoadCall {
  readonly setUp: SetUp;
  hangUp(): Promise<void>;
}

let ssrcs = 1000;

/** Calls, connects, answers and talks, as two pages do it; resolves when both hear each other. */
export async function openLoadCall(url: string, line: SeededLine, talk: Talk): Promise<LoadCall> {
  const { lineId } = line;
  const [courier, recipient] = await Promise.all([
    openRawPhone(url, line.courierToken),
    openRawPhone(url, line.recipientToken),
  ]);
  const ringing = new Promise<void>((resolve) => {
    recipient.onNotice = (name, body) => {
      if (name === 'calls.changed' && (body as Call).phase === 'ringing') resolve();
    };
  });
  const calledAt = performance.now();
  const [{ id: callId }] = await Promise.all([ask(courier)('calls.start', { lineId }), ringing]);
  const rang = performance.now() - calledAt;
  const on = { lineId, callId };
  const [caller, answerer] = await Promise.all([courier, recipient].map((phone) => openLeg(phone, on, talk)));
  if (caller === undefined || answerer === undefined) throw new Error('A call has two legs');
  await wait(LOOK_MS);
  const answeredAt = performance.now();
  await ask(recipient)('calls.answer', on);
  const [answererHears, callerHears] = await Promise.all(
    [answerer, caller].map(async ({ speaker }) => {
      const at = await Promise.race([speaker.firstHeard, wait(HEARD_WITHIN_MS)]);
      if (at === undefined) throw new Error(`Nothing was heard ${HEARD_WITHIN_MS} ms after the answer`);
      return at - answeredAt;
    }),
  );
  const members = { [line.courier]: [courier, line.recipient], [line.recipient]: [recipient, line.courier] } as const;
  const reports = Object.values(members).map(([phone, memberId]) =>
    setInterval(() => {
      const heard = [{ memberId, lossPercent: 0, jitterMs: 2, bufferMs: 60 }];
      void ask(phone)('calls.report', { ...on, rttMs: 20, heard }).catch(() => undefined);
    }, CALL_REPORT_MS),
  );
  return {
    setUp: { rang, answererHears: answererHears ?? Number.NaN, callerHears: callerHears ?? Number.NaN },
    async hangUp() {
      reports.forEach(clearInterval);
      await ask(courier)('calls.hang_up', on);
      for (const { sound, speaker } of [caller, answerer]) {
        talk.delete(speaker);
        sound.close();
      }
      courier.close();
      recipient.close();
    },
  };
}

async function openLeg(
  phone: RawPhone,
  on: PayloadOf<'calls.open_media'>,
  talk: Talk,
): Promise<{ sound: Sound; speaker: Speaker }> {
  let sound: Sound | null = null;
  const early: NoticeOf<'calls.track_added'>[] = [];
  phone.onNotice = (name, body) => {
    if (name !== 'calls.track_added') return;
    const added = body as NoticeOf<'calls.track_added'>;
    if (sound === null) early.push(added);
    else void sound.hear(added.track);
  };
  ssrcs += 1;
  const speaker = talk.speaker();
  sound = await openSound(callWire({ ask: ask(phone) }, on), {
    openPath: openLeanPath,
    ssrc: ssrcs,
    onPacket: speaker.onPacket,
  });
  for (const { track } of early) await sound.hear(track);
  const opened = sound;
  talk.add(speaker, (opus) => opened.speak(opus));
  return { sound, speaker };
}

const ask =
  (phone: RawPhone): Connection['ask'] =>
  async (name, payload) => {
    const answer = await phone.ask(name, payload);
    if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.code}, ${answer.error.message}`);
    return answer.value;
  };
