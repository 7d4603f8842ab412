/** What the set-up says: whole lines, and below them on a terminal one line of progress that is rewritten. */

/** Where the line cannot be rewritten (a log), it is printed now and then. */
const LINE_EVERY_MS = 15_000;

const rewrites = process.stdout.isTTY && process.env['TERM'] !== 'dumb';

/** @type {Map<string, string>} what is going on now, by step */
const progress = new Map();
let drawn = false;
let lastLineAt = Date.now();

const wipe = () => {
  if (drawn) process.stdout.write('\r\u001B[K');
  drawn = false;
};

const draw = () => {
  if (progress.size === 0) return;
  const line = [...progress].map(([name, state]) => `${name} ${state}`).join(', ');
  if (rewrites) {
    process.stdout.write(`\r\u001B[K  ${line.slice(0, (process.stdout.columns || 80) - 3)}`);
    drawn = true;
  } else if (Date.now() - lastLineAt >= LINE_EVERY_MS) {
    lastLineAt = Date.now();
    console.log(`  ${line}`);
  }
};

/** One whole line. @param {string} sentence */
export const say = (sentence) => {
  wipe();
  console.log(sentence);
  draw();
};

/** @param {number} milliseconds */
const inWords = (milliseconds) => {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
};

/**
 * Says what is about to happen, does it, and says how long it took. `work` gets a function that shows how far it is.
 *
 * @template T
 * @param {string} name
 * @param {string} sentence
 * @param {(show: (state: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export const step = async (name, sentence, work) => {
  const startedAt = Date.now();
  say(sentence);
  try {
    const result = await work((state) => {
      progress.set(name, state);
      draw();
    });
    progress.delete(name);
    say(`  ${name}: done in ${inWords(Date.now() - startedAt)}.`);
    return result;
  } finally {
    progress.delete(name);
    wipe();
  }
};
