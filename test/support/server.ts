import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { io, type Socket } from 'socket.io-client';
import {
  type Answer,
  type Delivery,
  type DeviceId,
  type NoticeName,
  type NoticeOf,
  type PayloadOf,
  PROTOCOL_VERSION,
  type RequestName,
  type ReplyOf,
} from '#protocol';
import { openAudioCodec } from '../../media/audio/open-audio-codec.ts';
import { openImageCodec } from '../../media/image/open-image-codec.ts';
import type { Sfu } from '../../media/sfu.ts';
import { openSfu } from '../../media/sfu/open-sfu.ts';
import type { SpeechToText } from '../../media/speech-to-text.ts';
import { openSpeech } from '../../media/speech/open-speech.ts';
import { openApp } from '../../server/app.ts';
import { systemClock } from '../../server/clock.ts';
import { openLog } from '../../server/log.ts';
import { newId } from '../../server/new-id.ts';
import type { Clock } from '../../server/parts.ts';
import { photoLimits } from '../../server/photos/limits.ts';
import { readSettings } from '../../server/settings.ts';
import { modelPhotoLimits } from '../../server/wire-larger-model.ts';
import { demoPlace } from '../../server/location/demo-place.ts';

const root = join(import.meta.dirname, '../..');

export class AskRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** A page without a page: a real socket with typed requests and kept notices. */
export interface Phone extends AsyncDisposable {
  readonly socket: Socket;
  readonly deviceId: DeviceId;
  readonly token: string;
  ask<N extends RequestName>(name: N, payload: PayloadOf<N>): Promise<ReplyOf<N>>;
  /** The next notice of that name not taken yet, that fits; waits up to 15 s. */
  next<N extends NoticeName>(name: N, fits?: (body: NoticeOf<N>) => boolean): Promise<NoticeOf<N>>;
  /** Notices of that name that nobody has taken. */
  untaken<N extends NoticeName>(name: N): NoticeOf<N>[];
  close(): void;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly apiKey: string;
  readonly dataFolder: string;
  readonly sfu: Sfu | null;
  /** Asks the operator's API. */
  operator(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  createDelivery(fields?: Record<string, unknown>): Promise<{
    delivery: Delivery;
    links: { recipient: string; courier: string };
    tokens: { recipient: string; courier: string };
    linkIds: { recipient: string; courier: string };
  }>;
  /** Connects; rejects with the refusal's code where the link is not good. */
  phone(token: string, deviceId?: DeviceId): Promise<Phone>;
  /** Ends the app and opens it again on the same data and, where possible, the same port; `meanwhile` it is down. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

export interface TestServerOptions {
  /** An engine of a test's own stands in for failure only. */
  speech?: 'whisper' | 'whisper-node' | 'off' | SpeechToText;
  /** `null`: no SFU at all. Default: a real one with one worker. */
  sfu?: null;
  clock?: Clock;
  /** Default: errors on stderr. */
  log?: Logger;
  /** The assistant is off unless they say otherwise: other tests count the entries of their lines. */
  settings?: Record<string, string>;
  /** Default: the pages as they were built last. */
  clientFolder?: string;
}

/** The real server in this process: a free port, a temporary data folder, the real SFU, and speech where asked for. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-test-'));
  const log = options.log ?? openLog(process.env['LOG_LEVEL'] ?? 'error');
  const apiKey = 'test-operator-key-0123456789';
  const linkSecret = 'test-link-secret';
  // Of the example in RFC 8291: any will do.
  const pushKey = 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw';
  const codec = openAudioCodec();
  const images = openImageCodec({ limits: photoLimits });
  const modelImages = openImageCodec({ limits: modelPhotoLimits });
  const asked = options.speech ?? 'off';
  const speech = typeof asked === 'string' ? openSpeech({ engine: asked, threads: 2, log }) : asked;
  let port = '0';
  const settings = () =>
    readSettings({
      DATA_DIR: dataFolder,
      PORT: port,
      LOG_LEVEL: 'error',
      DOORLINE_DEMO: 'off',
      DOORLINE_ASSISTANT: 'off',
      ...options.settings,
    });
  const legsMax = settings().DOORLINE_MEDIA_LEGS_MAX;
  const sfu =
    options.sfu === null
      ? null
      : await openSfu({ workers: 1, port: 0, listen: ['127.0.0.1'], announced: () => [], legsMax, log });

  const open = () =>
    openApp({
      settings: settings(),
      secrets: { linkSecret, apiKey, pushKey },
      clientFolder: options.clientFolder ?? join(root, '.build', 'client'),
      log,
      clock: options.clock ?? systemClock,
      codec,
      images,
      modelImages,
      sfu,
      speech,
      certificate: null,
    });
  let app = await open();
  port = new URL(app.url).port;
  const phones = new Set<Phone>();

  const server: TestServer = {
    url: app.url,
    apiKey,
    dataFolder,
    sfu,

    async operator(method, path, body) {
      const response = await fetch(`${app.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text ? (JSON.parse(text) as unknown) : null };
    },

    async createDelivery(fields = {}) {
      const { status, body } = await server.operator('POST', '/deliveries', {
        reference: `ref-${newId()}`,
        courier: { id: 'courier-1', name: '王师傅' },
        recipient: { name: '李女士' },
        address: '演示花园',
        addressDetail: '3 号楼 2 单元 1201',
        point: demoPlace.home,
        ...fields,
      });
      if (status !== 201) throw new Error(`The delivery was refused with ${status}: ${JSON.stringify(body)}`);
      const delivery = body as Delivery & {
        links: { recipient: string; courier: string };
        linkIds: { recipient: string; courier: string };
      };
      const token = (url: string) => url.split('/l/')[1] ?? '';
      const { links, linkIds } = delivery;
      return {
        delivery,
        links,
        linkIds,
        tokens: { recipient: token(links.recipient), courier: token(links.courier) },
      };
    },

    async phone(token, deviceId = newId<DeviceId>()) {
      const phone = await openPhone(app.url, token, deviceId);
      phones.add(phone);
      return phone;
    },

    async restart(meanwhile) {
      await app.close();
      meanwhile?.();
      app = await open();
    },

    async close() {
      for (const phone of phones) phone.close();
      await app.close();
      await Promise.allSettled([sfu?.close(), speech?.close(), codec.close(), images.close(), modelImages.close()]);
      await rm(dataFolder, { recursive: true, force: true });
    },

    [Symbol.asyncDispose]: () => server.close(),
  };
  return server;
}

/** A page on any server; rejects with the refusal where the link is not good. */
export async function openPhone(url: string, token: string, deviceId: DeviceId): Promise<Phone> {
  const socket = io(url, {
    auth: { token, deviceId, version: PROTOCOL_VERSION },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  });
  const kept: { name: string; body: unknown }[] = [];
  const waiting = new Set<() => void>();
  socket.onAny((name: string, body: unknown) => {
    kept.push({ name, body });
    for (const look of waiting) look();
  });
  await new Promise<void>((connected, refused) => {
    const refuse = (error: Error & { data?: { code: string } }) => {
      socket.close();
      refused(new AskRefused(error.data?.code ?? 'unreachable', error.message));
    };
    socket.once('connect_error', refuse);
    socket.once('connect', () => {
      // Whoever was let in once tries again for as long as the server is down.
      socket.off('connect_error', refuse);
      connected();
    });
  });

  function take<N extends NoticeName>(name: N, fits: (body: NoticeOf<N>) => boolean): NoticeOf<N> | undefined {
    const at = kept.findIndex((notice) => notice.name === name && fits(notice.body as NoticeOf<N>));
    return at < 0 ? undefined : (kept.splice(at, 1)[0]?.body as NoticeOf<N>);
  }

  const phone: Phone = {
    socket,
    deviceId,
    token,
    async ask(name, payload) {
      const answer = (await socket.timeout(10_000).emitWithAck(name, payload)) as Answer<never>;
      if (!answer.ok) throw new AskRefused(answer.error.code, answer.error.message);
      return answer.value;
    },
    next(name, fits = () => true) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`No "${name}" came within 15 s`));
        }, 15_000);
        const look = () => {
          const body = take(name, fits);
          if (body === undefined) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(body);
        };
        waiting.add(look);
        look();
      });
    },
    untaken: <N extends NoticeName>(name: N) =>
      kept.filter((notice) => notice.name === name).map((notice) => notice.body as NoticeOf<N>),
    close: () => socket.close(),
    [Symbol.asyncDispose]: async () => void socket.close(),
  };
  return phone;
}
