import pino from 'pino';
import { expect, it } from 'vitest';
import { openSfu } from '../../media/sfu/open-sfu.ts';
import { microphone, phoneCapabilities } from '../support/engine-objects.ts';

interface Codec {
  readonly rtcpFeedback: readonly { type: string; parameter?: string }[];
}
const asksAgain = (codecs: unknown): boolean =>
  (codecs as Codec[]).every(({ rtcpFeedback }) =>
    rtcpFeedback.some(({ type, parameter }) => type === 'nack' && !parameter),
  );

it('lets phones ask again for lost packets, and asks phones, in both directions', async () => {
  const sfu = await openSfu({
    workers: 1,
    legsMax: 400,
    listen: ['127.0.0.1'],
    announced: () => [],
    port: 0,
    log: pino({ level: 'silent' }),
  });
  try {
    const room = await sfu.openRoom();
    expect(asksAgain(room.rtpCapabilities['codecs'])).toBe(true);
    const [speaks, hears] = [await room.openLeg('speaks'), await room.openLeg('hears')];
    await speaks.produce(microphone(), { paused: false });
    const [track] = await hears.receiveAll(phoneCapabilities());
    expect(asksAgain(track?.rtpParameters['codecs'])).toBe(true);
  } finally {
    await sfu.close();
  }
});
