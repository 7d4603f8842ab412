import type { types } from 'mediasoup';

/**
 * What every room speaks: Opus, mono, with what mends loss (in-band FEC, NACK) and saves data in silence (DTX).
 * `channels` is 2 by RFC 7587 § 7 whatever is sent; `sprop-stereo` and `stereo` 0 keep the sound mono.
 */
export const opusCodec: types.RouterRtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  parameters: { useinbandfec: 1, usedtx: 1, 'sprop-stereo': 0 },
  rtcpFeedback: [{ type: 'nack' }, { type: 'transport-cc' }],
};
