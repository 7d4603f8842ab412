import type { ClientId } from '#protocol';
import { newId } from '../../../server/new-id.ts';
import type { Somebody } from './everybody.ts';

/** How often what is due is said, ms. */
const TICK_MS = 2;

/** Says one text; resolves when it is acknowledged, with how long that took, ms. */
export async function sayOne({ phone, lineId }: Somebody, clientId = newId<ClientId>()): Promise<number> {
  const at = performance.now();
  const answer = await phone.ask('timeline.send', { lineId, clientId, text: `我到楼下了 ${clientId}` });
  if (!answer.ok) throw new Error(`A text was refused: ${answer.error.code}`);
  return performance.now() - at;
}

/**
 * `perSecond` times a second something is said for `seconds`, by everybody in turn, whether the last one was answered or not:
 * a server that is slow is not spared. Resolves when all is answered.
 */
export async function inTurn(
  people: readonly Somebody[],
  perSecond: number,
  seconds: number,
  say: (somebody: Somebody) => Promise<void>,
): Promise<void> {
  const under: Promise<void>[] = [];
  const startedAt = performance.now();
  await new Promise<void>((done) => {
    const timer = setInterval(() => {
      const due = Math.min(seconds, (performance.now() - startedAt) / 1000) * perSecond;
      while (under.length < due) {
        const somebody = people[under.length % people.length];
        if (somebody) under.push(say(somebody));
      }
      if (due < seconds * perSecond) return;
      clearInterval(timer);
      done();
    }, TICK_MS);
  });
  await Promise.all(under);
}
