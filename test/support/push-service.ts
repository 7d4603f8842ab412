import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushMessage } from '#protocol';

/** A message as it came to the push service, and as the browser reads it that it is for. */
export interface Pushed {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A browser's subscription, with the keys that only it has. */
export interface TestBrowserKeys {
  readonly p256dh: string;
  readonly auth: string;
  readonly privateKey: Buffer;
}

export function browserKeys(): TestBrowserKeys {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return {
    p256dh: pair.getPublicKey().toString('base64url'),
    auth: randomBytes(16).toString('base64url'),
    privateKey: Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex'),
  };
}

/** Reads a body as a browser does that knows nothing of Doorline: RFC 8291 from the receiving side. Throws where it is not for these keys. */
export function decrypted(body: Buffer, { privateKey, auth }: Pick<TestBrowserKeys, 'privateKey' | 'auth'>): string {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey);
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + body.readUInt8(20));
  const sealed = body.subarray(21 + sender.length);
  const derived = (key: Buffer, salted: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', key, salted, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender]);
  const secret = derived(pair.computeSecret(sender), Buffer.from(auth, 'base64url'), info, 32);
  const key = derived(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derived(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}

export const messageOf = (pushed: Pushed, keys: TestBrowserKeys): PushMessage =>
  JSON.parse(decrypted(pushed.body, keys)) as PushMessage;

export interface PushService extends AsyncDisposable {
  /** What `DOORLINE_PUSH_HOSTS` names it by. */
  readonly origin: string;
  readonly pushed: Pushed[];
  /** What it answers; 201 unless set. */
  status: number;
  /** How long it asks to be left alone, s. */
  retryAfter: number | null;
  endpoint(name: string): string;
}

/** A real HTTP server in the place of a browser maker's push service. */
export async function startPushService(): Promise<PushService> {
  const pushed: Pushed[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      pushed.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      const { status, retryAfter } = service;
      const said = retryAfter === null ? {} : { 'retry-after': String(retryAfter) };
      response.writeHead(status, { ...said, location: '/elsewhere' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service: PushService = {
    origin,
    pushed,
    status: 201,
    retryAfter: null,
    endpoint: (name) => `${origin}/push/${name}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return service;
}
