import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Meaning } from './labels.ts';

/** A short way of saying something, to learn from only: its intents are known, its slots and moment are not. */
export interface Phrase {
  readonly from: 'recipient' | 'courier';
  readonly text: string;
  readonly intents: readonly Meaning['intent'][];
}

const folder = join(import.meta.dirname, 'phrases');

/** All phrases, by file name and line. A heading names the intents of the lines below it. */
export function readPhrases(): Phrase[] {
  const phrases: Phrase[] = [];
  for (const name of readdirSync(folder).sort()) {
    const from = name.startsWith('courier') ? 'courier' : 'recipient';
    let intents: Meaning['intent'][] = [];
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (line.startsWith('# ')) intents = line.slice(2).split('+') as Meaning['intent'][];
      else if (line !== '') phrases.push({ from, text: line, intents });
    }
  }
  return phrases;
}
