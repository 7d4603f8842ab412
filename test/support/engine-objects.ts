import type { EngineObject } from '../../media/sfu.ts';

/* What a real Chromium sends, so that the engine can be tested without one. */

export const phoneDtls = (): EngineObject => ({
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'A7').join(':') }],
});

let ssrc = 1_000;
export const microphone = (): EngineObject => ({
  mid: '0',
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { minptime: 10, useinbandfec: 1, usedtx: 1, 'sprop-stereo': 0 },
      rtcpFeedback: [
        { type: 'transport-cc', parameter: '' },
        { type: 'nack', parameter: '' },
      ],
    },
  ],
  headerExtensions: [
    { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4, encrypt: false, parameters: {} },
    { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1, encrypt: false, parameters: {} },
  ],
  encodings: [{ ssrc: (ssrc += 1), dtx: true }],
  rtcp: { cname: 'phone', reducedSize: true },
});

export const phoneCapabilities = (): EngineObject => ({
  codecs: [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      preferredPayloadType: 100,
      clockRate: 48_000,
      channels: 2,
      parameters: { minptime: 10, useinbandfec: 1 },
      rtcpFeedback: [
        { type: 'transport-cc', parameter: '' },
        { type: 'nack', parameter: '' },
      ],
    },
  ],
  headerExtensions: [
    { kind: 'audio', uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', preferredId: 1, preferredEncrypt: false },
  ],
});
