import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers the nth request, from 0 on. */
type Answering = (response: ServerResponse, nth: number) => void;

export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  readonly heard: Heard[];
  answering: Answering;
  /** Until so many requests have come in all. */
  asked(times: number): Promise<void>;
}

/** A completion as OpenAI's servers send it, with these words of the model. */
export const completion = (content: string | null, more: { readonly finish?: string; readonly tokens?: number } = {}) =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: more.finish ?? 'stop' }],
    usage: { prompt_tokens: 500, completion_tokens: 50, total_tokens: more.tokens ?? 550 },
  });

/** Answers as a good server does. */
export const json =
  (body: string, status = 200) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body);

/** A model that says this, whatever it is asked. */
export const says = (answer: unknown, more?: Parameters<typeof completion>[1]) =>
  json(completion(typeof answer === 'string' ? answer : JSON.stringify(answer), more));

/** A real HTTP server in the place of the operator's model. */
export async function startModelServer(): Promise<ModelServer> {
  const heard: Heard[] = [];
  const waiting: { times: number; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() });
      here.answering(response, heard.length - 1);
      for (const { times, resolve } of waiting) if (heard.length >= times) resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const here: ModelServer = {
    url: `http://127.0.0.1:${port}/v1`,
    heard,
    answering: (response) => response.end(),
    async asked(times) {
      if (heard.length < times) await new Promise<void>((resolve) => waiting.push({ times, resolve }));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return here;
}
