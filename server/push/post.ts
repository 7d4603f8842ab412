import http from 'node:http';
import https from 'node:https';

/** What a push service said to a message. */
export interface PushAnswer {
  readonly status: number;
  /** Its `Retry-After`, as it stands there. */
  readonly retryAfter: string | undefined;
}

/** One try to hand a message to a push service. Resolves with its answer; rejects where there is none. */
export type PostPush = (
  endpoint: string,
  request: { readonly headers: Record<string, string>; readonly body: Buffer; readonly signal: AbortSignal },
) => Promise<PushAnswer>;

/** To one push service at a time: what is more waits, and one that hangs takes no more than these. */
const connections = { keepAlive: true, maxSockets: 32 };
const agents = { http: new http.Agent(connections), https: new https.Agent(connections) };

/** Posts over HTTP. A redirect is an answer like any other, and what the service says besides is thrown away. */
export const postPush: PostPush = (endpoint, { headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const options = { method: 'POST', headers, signal };
    const asked = endpoint.startsWith('https:')
      ? https.request(endpoint, { ...options, agent: agents.https })
      : http.request(endpoint, { ...options, agent: agents.http });
    asked.on('response', (response) => {
      const { statusCode: status = 0, headers: said } = response;
      response.on('end', () => resolve({ status, retryAfter: said['retry-after'] }));
      response.on('error', reject).resume();
    });
    asked.on('error', reject).end(body);
  });
