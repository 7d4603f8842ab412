import * as v from 'valibot';
import type { types } from 'mediasoup';
import { SfuInputError, type EngineObject } from '../sfu.ts';

/*
 * mediasoup writes what it is given into one buffer per worker: a value of the wrong type throws in the middle of a
 * message and leaves that buffer unusable for every other call. So each object is rebuilt here, field by field, before
 * mediasoup sees it; what we do not know is dropped.
 */

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const few = <T extends v.GenericSchema>(item: T, max: number) => v.pipe(v.array(item), v.maxLength(max));

/** Hexadecimal pairs with colons, RFC 8122; the longest is SHA-512 with 64 of them. */
const fingerprint = v.object({
  algorithm: v.picklist(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
  value: v.pipe(v.string(), v.regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){19,63}$/)),
});
const dtlsParameters = v.object({
  role: v.optional(v.picklist(['auto', 'client', 'server'])),
  fingerprints: v.pipe(v.array(fingerprint), v.minLength(1), v.maxLength(8)),
});

const codecParameters = v.pipe(
  v.record(text(64), v.union([text(256), whole(-2_147_483_648, 2_147_483_647)])),
  v.check((record) => Object.keys(record).length <= 16, 'Too many codec parameters'),
);
const rtcpFeedback = few(v.object({ type: text(32), parameter: v.optional(text(32), '') }), 16);
const opus = v.pipe(v.string(), v.regex(/^audio\/opus$/i));

const rtpParameters = v.object({
  mid: v.optional(text(8)),
  codecs: v.pipe(
    v.array(
      v.object({
        mimeType: opus,
        payloadType: whole(0, 127),
        clockRate: v.literal(48_000),
        channels: v.optional(whole(1, 2)),
        parameters: v.optional(codecParameters, {}),
        rtcpFeedback: v.optional(rtcpFeedback, []),
      }),
    ),
    v.length(1),
  ),
  headerExtensions: v.optional(
    few(v.object({ uri: text(128), id: whole(1, 255), encrypt: v.optional(v.boolean(), false) }), 16),
    [],
  ),
  encodings: v.pipe(v.array(v.object({ ssrc: whole(1, 4_294_967_295), dtx: v.optional(v.boolean()) })), v.length(1)),
  rtcp: v.optional(v.object({ cname: v.optional(text(64)), reducedSize: v.optional(v.boolean()) })),
  msid: v.optional(text(128)),
});

const rtpCapabilities = v.object({
  codecs: few(
    v.object({
      kind: v.picklist(['audio', 'video']),
      mimeType: v.pipe(v.string(), v.regex(/^(audio|video)\/.{1,32}$/i)),
      preferredPayloadType: v.optional(whole(0, 127)),
      clockRate: whole(1, 192_000),
      channels: v.optional(whole(1, 8)),
      parameters: v.optional(codecParameters, {}),
      rtcpFeedback: v.optional(rtcpFeedback, []),
    }),
    64,
  ),
  headerExtensions: v.optional(
    few(
      v.object({
        kind: v.picklist(['audio', 'video']),
        uri: text(128),
        preferredId: whole(1, 255),
        preferredEncrypt: v.optional(v.boolean(), false),
        direction: v.optional(v.picklist(['sendrecv', 'sendonly', 'recvonly', 'inactive'])),
      }),
      64,
    ),
    [],
  ),
});

function read<T extends v.GenericSchema>(what: string, schema: T, input: EngineObject): v.InferOutput<T> {
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (!parsed.success) throw new SfuInputError(`Bad ${what}: ${v.summarize(parsed.issues)}`);
  return parsed.output;
}

export function readDtlsParameters(input: EngineObject): types.DtlsParameters {
  return withoutUndefined(read('DTLS parameters', dtlsParameters, input)) as types.DtlsParameters;
}

/** One Opus microphone. Header extensions that the router does not know are dropped. */
export function readRtpParameters(input: EngineObject, router: types.RtpCapabilities): types.RtpParameters {
  const parameters = read('RTP parameters', rtpParameters, input);
  const known = new Set<string>(router.headerExtensions?.filter((e) => e.kind === 'audio').map((e) => e.uri));
  const headerExtensions = parameters.headerExtensions
    .filter((extension) => known.has(extension.uri))
    .map(({ uri, id, encrypt }) => ({ uri, id, encrypt, parameters: {} }));
  return withoutUndefined({ ...parameters, headerExtensions }) as types.RtpParameters;
}

/** Names of header extensions are only compared, so unknown ones do no harm. */
export function readRtpCapabilities(input: EngineObject): types.RtpCapabilities {
  return withoutUndefined(read('RTP capabilities', rtpCapabilities, input)) as types.RtpCapabilities;
}

/**
 * The reading above proved the shape; what is left is that mediasoup's types want an optional field absent and not
 * `undefined`.
 */
const withoutUndefined = (value: object): unknown => JSON.parse(JSON.stringify(value));
