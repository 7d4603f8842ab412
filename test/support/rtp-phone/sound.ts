import { RtpHeader, type RtpPacket } from 'werift';
import type { CallWire } from '../../../client/calls/call-media.ts';
import type { EngineObject, Track, TransportOptions } from '#protocol';

/** RTP payload type of Opus here, any of 96 to 127. */
const OPUS_TYPE = 111;
/** Samples in a packet of 20 ms at Opus' RTP clock of 48 kHz (RFC 7587 § 4.1). */
const SAMPLES = 960;
/** Header extensions that a Chromium phone puts into each packet; the SFU answers the numbers with feedback every 100 ms. */
const AUDIO_LEVEL = 1;
const TRANSPORT_NUMBER = 3;
/** -30 dB and a voice (RFC 6464 § 3). */
const SPEAKS = Buffer.from([0x80 | 30]);

/** One encrypted way between a phone and the SFU: ICE, DTLS and SRTP of whatever stack. */
export interface MediaPath {
  readonly fingerprint: { readonly algorithm: string; readonly value: string };
  /** Resolves when SRTP can flow. To be called once. */
  connect(): Promise<void>;
  send(header: RtpHeader, payload: Buffer): void;
  close(): void;
}

/** `at`: when the packet reached this process, as of `performance.now()`. */
export type OnPacket = (packet: RtpPacket, at: number) => void;
export type OpenPath = (options: TransportOptions, onPacket: OnPacket) => MediaPath;

export interface SoundOptions {
  readonly openPath: OpenPath;
  /** RTP's name for this microphone. */
  readonly ssrc: number;
  readonly onPacket: OnPacket;
  /** Without a microphone, as who only listens. */
  readonly listening?: boolean;
  /** The server has given fresh transports, and closed those that were there before. */
  readonly onOpened?: () => void;
}

/** One device's sound in one call. */
export interface Sound {
  /** Sends the next packet of 20 ms. */
  speak(opus: Uint8Array): void;
  /** Hears somebody who came later. */
  hear(track: Track): Promise<void>;
  close(): void;
}

/** Does what a page does: connects both ways, offers the microphone, takes and resumes the tracks that are there. */
export async function openSound(wire: CallWire, options: SoundOptions): Promise<Sound> {
  const { openPath, ssrc, onPacket, listening = false } = options;
  const media = await wire.openMedia();
  options.onOpened?.();
  const receive = openPath(media.receive, onPacket);
  const send = listening ? null : openPath(media.send, () => undefined);
  const close = () => {
    send?.close();
    receive.close();
  };
  const connect = async (path: MediaPath, transportId: string) => {
    await wire.connect(transportId, { role: 'client', fingerprints: [path.fingerprint] });
    await path.connect();
  };
  const hear = ({ consumerId }: Track) => wire.resume(consumerId);
  const offer = async () => {
    if (send !== null) await wire.produce(rtpParameters(ssrc));
    const { tracks } = await wire.receive(rtpCapabilities);
    await Promise.all(tracks.map(hear));
  };
  const steps = [connect(receive, media.receive.id), offer()];
  if (send !== null) steps.push(connect(send, media.send.id));
  try {
    await Promise.all(steps);
  } catch (error) {
    close();
    throw error;
  }

  let packets = 0;
  return {
    speak(opus) {
      packets += 1;
      const number = Buffer.alloc(2);
      number.writeUInt16BE(packets % 65_536);
      const header = new RtpHeader({
        payloadType: OPUS_TYPE,
        sequenceNumber: packets % 65_536,
        timestamp: (packets * SAMPLES) % 4_294_967_296,
        ssrc,
        extension: true,
        extensions: [
          { id: AUDIO_LEVEL, payload: SPEAKS },
          { id: TRANSPORT_NUMBER, payload: number },
        ],
      });
      send?.send(header, Buffer.from(opus));
    },
    hear,
    close,
  };
}

const opus = {
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  parameters: { minptime: 10, useinbandfec: 1 },
  rtcpFeedback: [
    { type: 'transport-cc', parameter: '' },
    { type: 'nack', parameter: '' },
  ],
};

const rtpParameters = (ssrc: number): EngineObject => ({
  mid: '0',
  codecs: [{ ...opus, payloadType: OPUS_TYPE }],
  headerExtensions: [
    { id: AUDIO_LEVEL, uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' },
    {
      id: TRANSPORT_NUMBER,
      uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
    },
  ],
  encodings: [{ ssrc }],
  rtcp: { cname: 'phone', reducedSize: true },
});

const rtpCapabilities: EngineObject = {
  codecs: [{ ...opus, kind: 'audio', preferredPayloadType: OPUS_TYPE }],
  headerExtensions: [],
};
