import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/**
 * A page's socket with no client library at all, so that ten thousand of them take little time from what is measured: a
 * WebSocket (RFC 6455) with engine.io 4 and socket.io 5 on it. Counts the bytes of its frames.
 */
export interface LeanSocket {
  /** Sends a socket.io packet, as `42["name",{…}]`. */
  send(packet: string): void;
  /** Called with every packet that comes, and the length of its frame. */
  onPacket: (packet: string, bytes: number) => void;
  close(): void;
}

/** Connects and says who it is; resolves when the server has let it in. */
export function openLeanSocket(url: string, auth: object): Promise<LeanSocket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const tcp = connect({ host: hostname, port: Number(port), noDelay: true });
    let rest: Buffer = Buffer.alloc(0);
    let open = false;
    const socket: LeanSocket = {
      send: (packet) => void tcp.write(frameOf(packet)),
      onPacket: () => undefined,
      close: () => tcp.destroy(),
    };
    tcp.once('error', reject);
    tcp.once('close', () => reject(new Error('The server closed the connection')));
    tcp.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n' +
        `Host: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    tcp.on('data', (data: Buffer) => {
      rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
      if (!open) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        rest = rest.subarray(end + 4);
        open = true;
      }
      for (;;) {
        const frame = frameIn(rest);
        if (!frame) return;
        rest = rest.subarray(frame.bytes);
        if (frame.text === '2') socket.send('3');
        else if (frame.text.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`);
        else if (frame.text.startsWith('40')) resolve(socket);
        else if (frame.text.startsWith('44')) reject(new Error(`Not let in: ${frame.text}`));
        else socket.onPacket(frame.text, frame.bytes);
      }
    });
  });
}

/** A masked text frame, as clients must send; the mask of zeros leaves the text as it is. */
function frameOf(text: string): Buffer {
  const bytes = Buffer.byteLength(text);
  const head = bytes < 126 ? 6 : 8;
  const frame = Buffer.alloc(head + bytes);
  frame[0] = 0x81;
  if (bytes < 126) frame[1] = 0x80 | bytes;
  else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(bytes, 2);
  }
  frame.write(text, head);
  return frame;
}

/** The first whole frame, where there is one; servers do not mask. */
function frameIn(buffer: Buffer): { text: string; bytes: number } | null {
  const short = (buffer[1] ?? 0) & 0x7f;
  const head = short === 126 ? 4 : 2;
  if (buffer.length < head) return null;
  const bytes = head + (short === 126 ? buffer.readUInt16BE(2) : short);
  return buffer.length < bytes ? null : { text: buffer.toString('utf8', head, bytes), bytes };
}

/** Bytes of a text as a client's frame. */
export const frameBytes = (text: string): number => frameOf(text).length;
