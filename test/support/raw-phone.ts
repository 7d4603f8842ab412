import type { Answer, NoticeName, PayloadOf, ReplyOf, RequestName } from '#protocol';
import { type DeviceId, PROTOCOL_VERSION } from '#protocol';
import { newId } from '../../server/new-id.ts';

/** A phone without socket.io's client: thousands of them fit in one process. Speaks engine.io 4 and socket.io 5. */
export interface RawPhone {
  ask<N extends RequestName>(name: N, payload: PayloadOf<N>): Promise<Answer<ReplyOf<N>>>;
  /** Called with every notice. */
  onNotice: (name: NoticeName, body: unknown) => void;
  /** Called once, when the connection has ended. */
  onClose: () => void;
  close(): void;
}

export class NotLetIn extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`Not let in: ${code}`);
    this.code = code;
  }
}

/** Connects by WebSocket; rejects with `NotLetIn` where the server refuses or cannot be reached. Null: says no token. */
export function openRawPhone(url: string, token: string | null): Promise<RawPhone> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const answers = new Map<number, (answer: never) => void>();
  let asked = 0;
  const phone: RawPhone = {
    ask: (name, payload) =>
      new Promise((resolve) => {
        asked += 1;
        answers.set(asked, resolve);
        socket.send(`42${asked}${JSON.stringify([name, payload])}`);
      }),
    onNotice: () => undefined,
    onClose: () => undefined,
    close: () => socket.close(),
  };
  const auth = token === null ? '' : JSON.stringify({ token, deviceId: newId<DeviceId>(), version: PROTOCOL_VERSION });
  return new Promise((resolve, reject) => {
    socket.addEventListener('message', ({ data }: { data: string }) => {
      if (data.startsWith('42')) {
        const [name, body] = JSON.parse(data.slice(2)) as [NoticeName, unknown];
        phone.onNotice(name, body);
      } else if (data.startsWith('43')) {
        const from = data.indexOf('[');
        const id = Number(data.slice(2, from));
        answers.get(id)?.((JSON.parse(data.slice(from)) as [never])[0]);
        answers.delete(id);
      } else if (data === '2') socket.send('3');
      else if (data.startsWith('0')) socket.send(`40${auth}`);
      else if (data.startsWith('40')) resolve(phone);
      else if (data.startsWith('44')) {
        reject(new NotLetIn((JSON.parse(data.slice(2)) as { data?: { code?: string } }).data?.code ?? 'unknown'));
        socket.close();
      }
    });
    socket.addEventListener('close', () => {
      reject(new NotLetIn('unreachable'));
      phone.onClose();
    });
  });
}
