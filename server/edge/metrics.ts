import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Answer, RequestName } from '#protocol';

export interface Metrics {
  readonly registry: Registry;
  /** One answered request of a page. */
  answered(name: RequestName, answer: Answer<unknown>, seconds: number): void;
}

/** What `/metrics` shows: the process, the requests of pages by name and outcome, and the open sockets. */
export function openMetrics(sockets: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'doorline_request_seconds',
    help: 'Time from a page request to its answer; outcome is ok or the refusal code',
    labelNames: ['name', 'outcome'],
    // A person notices from about a tenth of a second on; below a millisecond nothing is worth telling apart.
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  registry.registerMetric(
    new Gauge({
      name: 'doorline_sockets',
      help: 'Open sockets of pages',
      registers: [],
      collect() {
        this.set(sockets());
      },
    }),
  );
  return {
    registry,
    answered: (name, answer, seconds) =>
      requests.observe({ name, outcome: answer.ok ? 'ok' : answer.error.code }, seconds),
  };
}
