import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly key: string | undefined;
  /** The fields of the form, and of the recording its bytes. */
  readonly form: FormData;
}

/** Answers the nth request, from 0 on. */
export type Answering = (response: ServerResponse, nth: number) => void;

export interface SpeechServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: Asked[];
  answering: Answering;
}

/** A real HTTP server in the place of a speech server that is in trouble: whisper.cpp's own is never. */
export async function startSpeechServer(): Promise<SpeechServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => void take(request, Buffer.concat(parts), response));
  });
  async function take(
    { headers }: IncomingMessage,
    body: Buffer<ArrayBuffer>,
    response: ServerResponse,
  ): Promise<void> {
    const type = headers['content-type'] ?? '';
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    asked.push({ key: headers.authorization, form });
    here.answering(response, asked.length - 1);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const here: SpeechServer = {
    url: `http://127.0.0.1:${port}/v1/audio/transcriptions`,
    asked,
    answering: (response) => response.end(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return here;
}
