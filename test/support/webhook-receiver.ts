import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the operator's backend does with a webhook. */
export type Mood = 'takes' | 'fails' | 'hangs' | 'breaks_off' | 'redirects';

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly heard: Heard[];
  mood: Mood;
  /** Listens no more; `back` listens again where it was. */
  die(): Promise<void>;
  back(): Promise<void>;
}

const answers: Record<Mood, (response: ServerResponse) => void> = {
  takes: (response) => response.writeHead(200).end('{"thanks":true}'),
  fails: (response) => response.writeHead(500).end('not now'),
  hangs: () => undefined,
  breaks_off: (response) => response.destroy(),
  redirects: (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
};

/** A real HTTP server in the place of the operator's backend. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body });
      answers[receiver.mood](response);
    });
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/hooks`,
    heard,
    mood: 'takes',
    async die() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    back: async () => void (await listen(port)),
    [Symbol.asyncDispose]: () => receiver.die(),
  };
  return receiver;
}
