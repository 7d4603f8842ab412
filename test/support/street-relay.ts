import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Street } from './street.ts';

const TURN_PORT = 3478;
const TURN_SECRET = 'street-turn-secret';

/** Settings of a server whose phones may use the TURN server of the street, over UDP and TCP. */
export const turnSettings = (street: Street): Record<string, string> => ({
  DOORLINE_TURN_URLS: ['udp', 'tcp']
    .map((way) => `turn:${street.address('relay')}:${TURN_PORT}?transport=${way}`)
    .join(','),
  DOORLINE_TURN_SECRET: TURN_SECRET,
});

/** coturn on the street's relay; it ends with the street. */
export const startTurn = (street: Street): Promise<void> => {
  const address = street.address('relay');
  const words = ['-n', '--log-file=stdout', '--no-cli', '--no-tls', '--no-dtls', '--pidfile=', '--userdb='];
  words.push(`--listening-ip=${address}`, `--relay-ip=${address}`, `--listening-port=${TURN_PORT}`);
  words.push('--use-auth-secret', `--static-auth-secret=${TURN_SECRET}`, '--realm=doorline');
  return ready(street, ['turnserver', ...words], /Relay ports initialization done/);
};

/** A relay to the media port that delays each packet by chance within these, ms; it ends with the street. */
export const startLateRelay = (street: Street, port: number, least: number, most: number): Promise<void> => {
  const program = [process.execPath, join(import.meta.dirname, 'late-relay.ts')];
  const where = [street.address('relay'), String(port), street.address('server')];
  return ready(street, [...program, ...where, String(least), String(most)], /The relay is ready/);
};

/** Starts a program on the relay and waits until it says so. */
async function ready(street: Street, command: readonly string[], says: RegExp): Promise<void> {
  const [first = '', ...words] = [...street.on('relay'), ...command];
  const child = spawn(first, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command[0]} ended with ${code}:\n${said.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (says.test(line)) resolve();
    });
  });
}
