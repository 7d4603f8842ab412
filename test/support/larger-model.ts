import { openLargerModel } from '../../server/assistant/larger-model/larger-model.ts';
import type { LargerModel, Outcome } from '../../server/assistant/larger-model/larger-model.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { TestClock } from './test-clock.ts';

type Parts = Parameters<typeof openLargerModel>[0];

/** The larger model with a real server behind it, and what it said and told of itself. */
export interface Asking extends AsyncDisposable {
  readonly server: ModelServer;
  readonly model: LargerModel;
  readonly clock: TestClock;
  readonly outcomes: Outcome['outcome'][];
  readonly logged: unknown[];
}

const noPhotos: Parts['images'] = { read: () => Promise.reject(new Error('no photo is read here')) };

export async function startAsking(more: Partial<Parts> = {}): Promise<Asking> {
  const server = await startModelServer();
  const clock = new TestClock();
  const outcomes: Outcome['outcome'][] = [];
  const logged: unknown[] = [];
  const model = openLargerModel({
    url: server.url,
    key: 'sk-test-of-the-operator',
    name: 'some-model',
    vision: 'off',
    timeoutMs: 10_000,
    mostADay: 1_000_000,
    clock,
    log: { warn: (...line: unknown[]) => void logged.push(line) },
    images: noPhotos,
    observe: ({ outcome }) => outcomes.push(outcome),
    ...more,
  });
  return {
    server,
    model,
    clock,
    outcomes,
    logged,
    async [Symbol.asyncDispose]() {
      model.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
