import { RtpHeader } from 'werift';
import type { SfuLeg } from '../../media/sfu.ts';
import { microphone, phoneCapabilities } from './engine-objects.ts';
import { openLeanPath } from './rtp-phone/lean-path.ts';
import type { MediaPath, OnPacket } from './rtp-phone/sound.ts';

/** The payload type and the clock that `microphone` names. */
const OPUS_TYPE = 111;
const SAMPLES = 960;

/** A device's sound at one leg of the SFU, over real ICE, DTLS and SRTP, with no server between. */
export interface RealLeg {
  readonly send: MediaPath;
  readonly receive: MediaPath;
  /** Sends one packet of 20 ms; a number that is left out is a packet that was lost. */
  speak(sequence: number, opus: Buffer): void;
  close(): void;
}

/** Connects both ways and offers the microphone, open; what the leg hears comes to `onPacket`. */
export async function openRealLeg(leg: SfuLeg, onPacket: OnPacket = () => undefined): Promise<RealLeg> {
  const send = openLeanPath(leg.send, () => undefined);
  const receive = openLeanPath(leg.receive, onPacket);
  for (const [path, transportId] of [
    [send, leg.send.id],
    [receive, leg.receive.id],
  ] as const) {
    await leg.connect(transportId, { role: 'client', fingerprints: [{ ...path.fingerprint }] });
    await path.connect();
  }
  const parameters = microphone();
  const [encoding] = parameters['encodings'] as { ssrc: number }[];
  await leg.produce(parameters, { paused: false });
  leg.onTrack((track) => void leg.resume(track.consumerId));
  for (const track of await leg.receiveAll(phoneCapabilities())) await leg.resume(track.consumerId);
  return {
    send,
    receive,
    speak(sequence, opus) {
      const header = new RtpHeader({
        payloadType: OPUS_TYPE,
        sequenceNumber: sequence % 65_536,
        timestamp: (sequence * SAMPLES) % 4_294_967_296,
        ssrc: encoding?.ssrc ?? 0,
      });
      send.send(header, opus);
    },
    close() {
      send.close();
      receive.close();
    },
  };
}
