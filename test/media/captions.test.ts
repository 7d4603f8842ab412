import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallId, type Caption, CAPTIONS_MAX, type LineId, type MemberId } from '#protocol';
import { type OpusPacket, SfuInputError } from '../../media/sfu.ts';
import { openSpeech } from '../../media/speech/open-speech.ts';
import { SpeechError, type SpeechResult, type SpeechToText } from '../../media/speech-to-text.ts';
import type { CallCaptions } from '../../server/calls/call-captions.ts';
import { openCaptions } from '../../server/calls/captions.ts';
import { newId } from '../../server/new-id.ts';
import { errorsBetween } from '../support/error-rate.ts';
import { opusPackets, PACKET_MS } from '../support/opus-packets.ts';
import { TestClock } from '../support/test-clock.ts';

const jfk =
  'And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country.';
const sorrow =
  'It was the first great sorrow of his life; it was not so much the loss of the cotton itself, but the fantasy, the hopes, the dreams built around it.';
const guangzhou = '广州市房地产中介协会分析';

/** A leg whose microphone sends what it is told to. */
class FakeMicrophone {
  hear: ((packet: OpusPacket) => void) | null = null;
  producing = true;
  tap(hear: (packet: OpusPacket) => void): Promise<() => void> {
    if (!this.producing) return Promise.reject(new SfuInputError('This leg has no microphone'));
    this.hear = hear;
    return Promise.resolve(() => {
      this.hear = null;
    });
  }
}

/** A call with captions on a clock that the test moves; `told`: what pages got. */
function openCall(speech: SpeechToText) {
  const clock = new TestClock();
  const told: Caption[] = [];
  const waiting = new Set<() => void>();
  const captions = openCaptions({
    clock,
    speech,
    notify: {
      line: (_line, name, body) => {
        if (name === 'calls.caption' && 'caption' in body) told.push(body.caption);
        for (const look of waiting) look();
      },
      scope() {},
      desk() {},
      admit() {},
      dismiss() {},
      device() {},
    },
    report: (where, error) => {
      throw new Error(where, { cause: error });
    },
  });
  const lineId = newId<LineId>();
  const call = captions.open({ id: newId<CallId>(), lineId });
  call.turn(true);
  const answeredAt = clock.now();

  /** Resolves once a page has got what fits. */
  const shown = (fits: (caption: Caption) => boolean) =>
    new Promise<Caption>((resolve) => {
      const look = () => {
        const found = told.find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });

  return {
    captions,
    call,
    clock,
    told,
    shown,
    lineId,
    answeredAt,
    /** Begins to hear the microphones, and waits until it does. */
    async follow(...microphones: [FakeMicrophone, MemberId][]) {
      call.follow(answeredAt, new Map(microphones));
      while (microphones.some(([one]) => one.producing && one.hear === null))
        await new Promise((resolve) => setImmediate(resolve));
    },
    say(microphone: FakeMicrophone, packets: readonly OpusPacket[]) {
      for (const [i, packet] of packets.entries()) {
        microphone.hear?.(packet);
        const next = packets[i + 1];
        clock.pass(next === undefined ? PACKET_MS : ((next.timestamp - packet.timestamp) >>> 0) / 48);
      }
    },
    finals: () => told.filter(({ final }) => final),
  };
}

const [courier, recipient] = [newId<MemberId>(), newId<MemberId>()];

/** One packet in ten is lost, the same ones on each run. */
const tenthLost = (packets: readonly OpusPacket[]) => packets.filter((_, i) => (i * 7919) % 10 !== 3);

describe('captions by the real engine', () => {
  let speech: SpeechToText;
  beforeAll(() => {
    const opened = openSpeech({ engine: 'whisper', threads: 1, log: { warn: () => {} } });
    if (opened === null) throw new Error('The engine is off');
    speech = opened;
  });
  afterAll(() => speech.close());

  it.each([
    ['en-jfk.ogg', 'as sent', jfk, 0.1],
    ['en-jfk.ogg', 'with a tenth lost', jfk, 0.1],
    ['en-librispeech.ogg', 'as sent', sorrow, 0.1],
    ['en-librispeech.ogg', 'with a tenth lost', sorrow, 0.1],
    // A small model and one hard sentence: the recording itself costs it two characters of twelve.
    ['zh-aishell-guangzhou.webm', 'as sent', guangzhou, 0.51],
    ['zh-aishell-guangzhou.ogg', 'as sent', guangzhou, 0.51],
  ] as const)('%s, %s, is written down', async (name, how, text, worst) => {
    const scene = openCall(speech);
    const microphone = new FakeMicrophone();
    await scene.follow([microphone, courier]);
    const packets = opusPackets(name);
    scene.say(microphone, how === 'as sent' ? packets : tenthLost(packets));
    scene.clock.pass(2000);
    await scene.call.end();
    const heard = scene.call.said.map((line) => line.text).join(' ');
    const { wrong, said } = errorsBetween(text, heard, text === guangzhou ? 'zh' : 'en');
    const rate = wrong / said;
    console.log(`captions: ${name}, ${how}: error rate ${(rate * 100).toFixed(1)} %: ${heard}`);
    expect(rate).toBeLessThanOrEqual(worst);
    expect(scene.call.said[0]).toMatchObject({ memberId: courier, final: true });
    expect(scene.call.said[0]?.at).toBeLessThan(1000);
  });

  it('are shown while somebody speaks for long, and replaced when they have ended', async () => {
    const scene = openCall(speech);
    const microphone = new FakeMicrophone();
    await scene.follow([microphone, courier]);
    const packets = opusPackets('en-jfk.ogg');
    scene.say(microphone, packets.slice(0, 250));
    const early = await scene.shown(({ final }) => !final);
    expect(early.text.toLowerCase()).toContain('my fellow americans');
    scene.say(microphone, packets.slice(250));
    scene.clock.pass(2000);
    const last = await scene.shown(({ final }) => final);
    expect(last.id).toBe(early.id);
    expect(last.at).toBe(early.at);
    expect(errorsBetween(jfk, last.text, 'en').wrong).toBeLessThanOrEqual(2);
  });

  it('name each speaker, in the order of speaking, with the time after the answer', async () => {
    const scene = openCall(speech);
    const [his, hers] = [new FakeMicrophone(), new FakeMicrophone()];
    scene.clock.pass(10_000);
    await scene.follow([his, courier], [hers, recipient]);
    scene.say(hers, opusPackets('zh-aishell-guangzhou.webm'));
    scene.clock.pass(2000);
    scene.say(his, opusPackets('en-librispeech.ogg'));
    scene.clock.pass(2000);
    await scene.call.end();
    expect(scene.call.said.map(({ memberId }) => memberId)).toEqual([recipient, courier]);
    const [first, second] = scene.call.said;
    expect(first?.at).toBeGreaterThanOrEqual(10_000 - 5000);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(4000);
  });
});

/** An engine that answers when it is told to. */
class FakeSpeech implements SpeechToText {
  readonly asked: { samples: Int16Array; answer: (result: SpeechResult) => void; fail: (error: Error) => void }[] = [];
  transcribe({ samples }: { samples: Int16Array }): Promise<SpeechResult> {
    const { promise, resolve, reject } = Promise.withResolvers<SpeechResult>();
    this.asked.push({ samples, answer: resolve, fail: reject });
    return promise;
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
const words = (text: string): SpeechResult => ({ kind: 'speech', text, language: 'en' });

describe('captions of a call', () => {
  const sentence = opusPackets('zh-aishell-guangzhou.ogg');
  const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

  /** The same sentence again and again, numbered on. */
  function* sentences(): Generator<OpusPacket[]> {
    let [sequence, timestamp] = [1, 1];
    for (;;) {
      const packets = opusPackets('zh-aishell-guangzhou.ogg', { sequence, timestamp });
      sequence = (sequence + packets.length) & 0xffff;
      timestamp = (timestamp + packets.length * 960 + 96_000) >>> 0;
      yield packets;
    }
  }

  it('write nothing more once they are off: neither what is under way nor what comes', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const microphone = new FakeMicrophone();
    await scene.follow([microphone, courier]);
    scene.say(microphone, sentence);
    scene.clock.pass(2000);
    await settled();
    const asked = speech.asked.length;
    expect(asked).toBeGreaterThan(0);
    scene.call.turn(false);
    expect(microphone.hear).toBeNull();
    for (const { answer } of speech.asked) answer(words('too late'));
    await settled();
    scene.say(microphone, sentence);
    scene.clock.pass(2000);
    await scene.call.end();
    expect(scene.finals()).toEqual([]);
    expect(scene.call.said).toEqual([]);
    expect(speech.asked).toHaveLength(asked);
  });

  it('wait for a microphone that comes later, and go on with the fresh leg of who comes back', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const [early, again] = [new FakeMicrophone(), new FakeMicrophone()];
    early.producing = false;
    await scene.follow([early, courier]);
    await settled();
    early.producing = true;
    await scene.follow([early, courier]);
    scene.say(early, sentence);
    await scene.follow([again, courier]);
    expect(early.hear).toBeNull();
    scene.say(again, sentence);
    scene.clock.pass(2000);
    for (let i = 0; i < 6; i++) {
      await settled();
      for (const { answer } of speech.asked) answer(words('here'));
    }
    await scene.call.end();
    expect(scene.call.said.map(({ text, memberId }) => [text, memberId])).toEqual([
      ['here', courier],
      ['here', courier],
    ]);
  });

  it('mark what the engine could not write down, once in a row, and go on', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const microphone = new FakeMicrophone();
    await scene.follow([microphone, courier]);
    const next = sentences();
    for (const outcome of ['fail', 'fail', 'answer'] as const) {
      scene.say(microphone, next.next().value ?? []);
      scene.clock.pass(2000);
      for (let waited = 0; waited < 5; waited++) {
        await settled();
        const last = speech.asked.at(-1);
        if (outcome === 'fail') last?.fail(new SpeechError('engine_failed', 'It died'));
        else last?.answer(words('fine again'));
      }
    }
    await scene.call.end();
    expect(scene.call.said.map(({ text }) => text)).toEqual(['[…]', 'fine again']);
  });

  it('let go of what waits for longer than anybody reads', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const [his, hers] = [new FakeMicrophone(), new FakeMicrophone()];
    await scene.follow([his, courier], [hers, recipient]);
    scene.say(his, sentence.slice(0, 140));
    scene.say(hers, sentence.slice(0, 140));
    scene.clock.pass(2000);
    await settled();
    expect(speech.asked).toHaveLength(1);
    scene.clock.pass(16_000);
    speech.asked[0]?.answer(words('slow'));
    await scene.call.end();
    expect(speech.asked).toHaveLength(1);
    expect(scene.call.said.map(({ text, memberId }) => [text, memberId])).toEqual([
      ['slow', courier],
      ['[…]', recipient],
    ]);
  });

  it('show nothing early while the engine is slow, and do again once it is quick', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const microphone = new FakeMicrophone();
    await scene.follow([microphone, courier]);
    const next = sentences();
    let answered = 0;
    const asksIn = async (recogniseMs: number) => {
      const before = speech.asked.length;
      scene.say(microphone, next.next().value ?? []);
      scene.clock.pass(1200);
      await settled();
      while (answered < speech.asked.length) {
        scene.clock.pass(recogniseMs);
        speech.asked[answered]?.answer(words('said'));
        answered += 1;
        await settled();
      }
      return speech.asked.length - before;
    };
    expect([await asksIn(5000), await asksIn(100), await asksIn(100)]).toEqual([2, 1, 2]);
  });

  it('forget what a member said, also what is under way', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const microphone = new FakeMicrophone();
    await scene.follow([microphone, courier]);
    const next = sentences();
    scene.say(microphone, (next.next().value ?? []).slice(0, 140));
    scene.clock.pass(2000);
    await settled();
    speech.asked[0]?.answer(words('first'));
    await settled();
    scene.say(microphone, (next.next().value ?? []).slice(0, 140));
    scene.clock.pass(2000);
    await settled();
    await scene.captions.forget(scene.lineId, courier);
    speech.asked[1]?.answer(words('second'));
    await scene.call.end();
    expect(scene.call.said.map(({ text }) => text)).toEqual(['']);
  });

  it('stop where the record is full, and say so', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const before = Array.from({ length: CAPTIONS_MAX - 1 }, (_, i): Caption => ({
      id: i + 1,
      memberId: recipient,
      at: 0,
      text: 'said',
      final: true,
    }));
    const call: CallCaptions = scene.captions.open(
      { id: newId<CallId>(), lineId: scene.lineId },
      { on: true, said: before },
    );
    const microphone = new FakeMicrophone();
    call.follow(scene.answeredAt, new Map([[microphone, courier]]));
    while (microphone.hear === null) await settled();
    scene.say(microphone, sentence.slice(0, 140));
    scene.clock.pass(2000);
    await settled();
    speech.asked[0]?.answer(words('one too many'));
    await settled();
    expect(call.said).toHaveLength(CAPTIONS_MAX);
    expect(call.said.at(-1)).toMatchObject({ id: CAPTIONS_MAX, text: '[…]', memberId: courier });
    expect(microphone.hear).toBeNull();
    await call.end();
  });

  it('are refused where too many calls have them, and to be had again when one has ended', async () => {
    const { captions, lineId } = openCall(new FakeSpeech());
    const open = () => captions.open({ id: newId<CallId>(), lineId });
    const calls = Array.from({ length: 39 }, open);
    for (const one of calls) one.turn(true);
    const late = open();
    expect(() => late.turn(true)).toThrow(expect.objectContaining({ code: 'full' }));
    late.turn(false);
    expect(late.on).toBe(false);
    calls[0]?.close();
    late.turn(true);
    expect(late.on).toBe(true);
  });

  it('take no more sound from a microphone than time passes', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const microphone = new FakeMicrophone();
    await scene.follow([microphone, courier]);
    const next = sentences();
    // Four minutes of speech within one moment.
    for (let i = 0; i < 60; i++) for (const packet of next.next().value ?? []) microphone.hear?.(packet);
    scene.clock.pass(2000);
    await settled();
    const heard = speech.asked.reduce((sum, { samples }) => sum + samples.length, 0);
    expect(heard).toBeLessThan(16_000 * 10);
    for (const { answer } of speech.asked) answer({ kind: 'no_speech' });
    await scene.captions.close();
    await scene.call.end();
  });

  it('survive packets that are no Opus', async () => {
    const speech = new FakeSpeech();
    const scene = openCall(speech);
    const microphone = new FakeMicrophone();
    await scene.follow([microphone, courier]);
    for (let i = 0; i < 2000; i++) {
      const payload = Uint8Array.from({ length: (i * 37) % 300 }, (_, k) => (i * 31 + k * k * 17) & 0xff);
      microphone.hear?.({ payload, sequence: i, timestamp: i * 960 });
      scene.clock.pass(PACKET_MS);
    }
    for (const { answer } of speech.asked) answer({ kind: 'no_speech' });
    await scene.captions.close();
    await scene.call.end();
  });
});
