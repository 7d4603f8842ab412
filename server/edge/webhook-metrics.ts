import { Counter, Gauge, type Registry } from 'prom-client';

/** Shows how the operator's backend takes what it is told; the returned function counts one try. */
export function webhookMetrics(
  registry: Registry,
  count: (state: 'waiting' | 'failed') => Promise<number>,
): (outcome: 'delivered' | 'failed' | 'given_up') => void {
  const tries = new Counter({
    name: 'doorline_webhook_tries_total',
    help: 'Tries to tell the operator what happens: delivered, failed (tried again later), given_up (after three days)',
    labelNames: ['outcome'],
    registers: [registry],
  });
  registry.registerMetric(
    new Gauge({
      name: 'doorline_webhooks',
      help: 'Webhooks that wait to be delivered, and that were given up and can be replayed',
      labelNames: ['state'],
      registers: [],
      async collect() {
        // A database that is away must not take the other metrics along.
        for (const state of ['waiting', 'failed'] as const)
          this.set({ state }, await count(state).catch(() => Number.NaN));
      },
    }),
  );
  return (outcome) => tries.inc({ outcome });
}
