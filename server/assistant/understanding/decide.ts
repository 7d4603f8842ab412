import { groupOf, setsOf } from './intent-order.ts';
import type { Intent } from './intent-order.ts';

/** The intents a message most likely has. */
export interface Decision {
  /** The main one first; those of one group stand by how sure they are. */
  readonly intents: readonly Intent[];
  /**
   * What tells how sure that is: the log odds that the first is the main one, its own log odds, and those of the second
   * likeliest intent. A text of which no intent says much is doubtful even where one is far ahead of the others.
   */
  readonly evidence: readonly number[];
}

const sets = new Map<readonly Intent[], Intent[][]>();

/** Chooses the likeliest set that may stand in one message, given the log odds of each intent by itself. */
export function decide(intents: readonly Intent[], logOdds: readonly number[]): Decision {
  const all = sets.get(intents) ?? setsOf(intents);
  sets.set(intents, all);
  const oddsOf = new Map(intents.map((intent, at) => [intent, logOdds[at] ?? 0]));
  const of = (intent: Intent) => oddsOf.get(intent) ?? 0;
  const scored = all.map((set) => ({
    set: set.toSorted((one, other) => groupOf[one] - groupOf[other] || of(other) - of(one)),
    score: set.reduce((sum, intent) => sum + of(intent), 0),
  }));
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one));
  let agreeing = 0;
  let differing = 0;
  for (const { set, score } of scored)
    if (set[0] === best.set[0]) agreeing += Math.exp(score - best.score);
    else differing += Math.exp(score - best.score);
  const own = best.set[0] === undefined ? 0 : of(best.set[0]);
  const next = logOdds.toSorted((one, other) => other - one)[1] ?? 0;
  return { intents: best.set, evidence: [Math.log(agreeing / differing), own, next] };
}
