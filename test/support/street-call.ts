import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { openBrowser, type OpenPage, type TestBrowser } from './browser.ts';
import { countSound } from './sound-log.ts';
import { API_KEY, startServerProcess, type ServerProcess } from './server-process.ts';
import { openStreet, type PhoneHost, type Street } from './street.ts';

export const PAGES_PORT = 8080;
export const MEDIA_PORT = 44_440;

export interface StreetCallOptions {
  /** What each one says, over and over: WAV files. */
  readonly speech: Record<PhoneHost, string>;
  /** More settings of the server. */
  readonly settings?: (street: Street) => Record<string, string>;
  /** Runs in both pages before their own scripts. */
  readonly script?: () => void;
  /** Before the phones come: a firewall, a relay. */
  readonly prepare?: (street: Street) => void | Promise<void>;
}

/** A courier and a recipient who talk, each on a phone and a network of their own, with the real server on a third one. */
export interface StreetCall extends AsyncDisposable {
  readonly street: Street;
  readonly courier: Page;
  readonly recipient: Page;
  readonly server: ServerProcess;
  /** Kills the server and starts it again on the same data; answers when it was ready, epoch ms. */
  killServer(): Promise<number>;
}

/** Opens everything and has the call answered; both pages say that they talk. */
export async function openStreetCall(options: StreetCallOptions): Promise<StreetCall> {
  await using closing = new AsyncDisposableStack();
  const street = closing.use(openStreet());
  const folder = await mkdtemp(join(tmpdir(), 'doorline-street-'));
  closing.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const settings = {
    HOST: street.address('server'),
    PORT: String(PAGES_PORT),
    DOORLINE_MEDIA_PORT: String(MEDIA_PORT),
    ...options.settings?.(street),
  };
  const start = () => startServerProcess(folder, settings, street.on('server'));
  let server = await start();
  closing.defer(() => server[Symbol.asyncDispose]());
  await options.prepare?.(street);

  const links = await createDelivery(street, server.url);
  const open = async (host: PhoneHost): Promise<[TestBrowser, OpenPage]> => {
    const browser = closing.use(
      await openBrowser({ speechFile: options.speech[host], program: street.browserOn(host), trusted: server.url }),
    );
    const opened = await browser.open(links[host], {
      expectedErrors: /./,
      ...(options.script ? { script: options.script } : {}),
    });
    return [browser, opened];
  };
  const [[, { page: courier }], [, { page: recipient }]] = await Promise.all([open('courier'), open('recipient')]);
  for (const page of [courier, recipient]) await countSound(page);
  await press(courier, 'Call');
  await press(recipient, 'Answer');
  await Promise.all([courier, recipient].map(talks));

  const opened = closing.move();
  return {
    street,
    courier,
    recipient,
    get server() {
      return server;
    },
    async killServer() {
      await server.end('SIGKILL');
      server = await start();
      return Date.now();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** The call as the page shows it. */
export const callOn = (page: Page) => page.getByRole('dialog', { name: /^Call with/ });

/** Waits until the page says that the call goes on. */
export const talks = (page: Page): Promise<void> => callOn(page).getByText('In a call').waitFor({ timeout: 60_000 });

/** The operator's backend, on the server's own machine: nobody of the street reaches this process. */
async function createDelivery(street: Street, url: string): Promise<Record<PhoneHost, string>> {
  const post = `
    const response = await fetch('${url}/api/v1/deliveries', {
      method: 'POST',
      headers: { authorization: 'Bearer ${API_KEY}', 'content-type': 'application/json' },
      body: JSON.stringify({
        reference: 'street', courier: { id: 'courier-1', name: '王师傅' }, recipient: { name: '李女士' },
        address: '演示花园', addressDetail: '3-1201', point: { lat: 30.28, lng: 120.02 },
      }),
    });
    console.log(await response.text());`;
  const [command = '', ...words] = street.on('server');
  const { stdout } = await promisify(execFile)(command, [
    ...words,
    process.execPath,
    '--input-type=module',
    '-e',
    post,
  ]);
  const { links } = JSON.parse(stdout) as { links?: Record<PhoneHost, string> };
  if (links === undefined) throw new Error(`The delivery was refused: ${stdout}`);
  return links;
}
