import { readCorpus } from '../../server/assistant/corpus/read.ts';
import type { Message } from '../../server/assistant/corpus/labels.ts';
import { splitCorpus } from '../../server/assistant/corpus/split.ts';
import type { Meaning } from '../../server/assistant/understanding/meaning.ts';
import { slotsFor } from '../../server/assistant/understanding/slots/slots-for.ts';
import { sameSlots } from '../support/same-slots.ts';
import type { Measurement } from './main.ts';

type Tally = Map<string, { right: number; all: number }>;

function count(tally: Tally, name: string, right: boolean): void {
  const { right: before, all } = tally.get(name) ?? { right: 0, all: 0 };
  tally.set(name, { right: before + Number(right), all: all + 1 });
}

/** The intents of a message that have slots, each once, with the labels of it. */
function labelled({ intents }: Message): Map<Meaning['intent'], Meaning[]> {
  const wanted = new Map<Meaning['intent'], Meaning[]>();
  for (const meaning of intents as Meaning[])
    wanted.set(meaning.intent, [...(wanted.get(meaning.intent) ?? []), meaning]);
  return wanted;
}

const slotless = new Set([
  'not_home',
  'refuse',
  'ask_where',
  'received',
  'ack',
  'other',
  'ask_home',
  'ask_directions',
  'ask_code',
  'arrived',
]);

/** The slots of the corpus' messages given their true intents: how many are exact, by part, language and intent, and the time it takes. */
export async function run(): Promise<Measurement[]> {
  const parts = splitCorpus(readCorpus());
  const measurements: Measurement[] = [];
  const times: number[] = [];
  for (const part of ['development', 'test'] as const) {
    const tally: Tally = new Map();
    for (const message of parts[part]) {
      const started = performance.now();
      const wanted = labelled(message);
      const right = [...wanted].map(([intent, meanings]) => {
        const found = slotsFor(intent, message.text, message);
        const same = sameSlots(meanings, found, message.lang);
        if (!slotless.has(intent)) count(tally, `${intent}, ${message.lang}`, same);
        return same;
      });
      times.push(performance.now() - started);
      count(tally, `all messages, ${message.lang}`, right.every(Boolean));
      if ([...wanted.keys()].some((intent) => !slotless.has(intent)))
        count(tally, 'messages with slots', right.every(Boolean));
      count(tally, 'all messages', right.every(Boolean));
    }
    for (const [name, { right, all }] of [...tally].toSorted(([one], [other]) => one.localeCompare(other)))
      measurements.push({
        name: `slots exact, ${part}: ${name}`,
        unit: '%',
        samples: [(100 * right) / all],
        note: `${right} of ${all}, given the true intents`,
      });
  }
  measurements.push({ name: 'slots: time per message', unit: 'ms', samples: times, note: 'all slots of its intents' });
  return measurements;
}
