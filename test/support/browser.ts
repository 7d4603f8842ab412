import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Chromium's fixed path on Debian; `CHROMIUM` names another. */
export const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What Chromium itself logs where the network or the server is away. */
export const networkAway =
  /WebSocket (connection|is already in CLOSING)|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource/;

export interface BrowserOptions {
  /** A WAV that the fake microphone plays, from its beginning each time a page opens the microphone. */
  readonly speechFile?: string;
  /** The program, where it is not Chromium itself but starts it. */
  readonly program?: string;
  /** An `http` origin to be taken for as safe as one of this machine: without it, no page of it gets a microphone. */
  readonly trusted?: string;
}

export interface PageOptions {
  /** Default `en-US`. */
  readonly locale?: 'zh-CN' | 'en-US';
  /** Default `light`. */
  readonly colorScheme?: 'light' | 'dark';
  /** Default a phone, 390 × 844. */
  readonly viewport?: { width: number; height: number };
  /** Fingers in place of a mouse. Default: on a phone. */
  readonly touch?: boolean;
  /** Where the phone is; without it the page may ask and gets no position. */
  readonly geolocation?: { latitude: number; longitude: number; accuracy?: number };
  /** What the person has allowed. Default: microphone and geolocation. */
  readonly permissions?: readonly ('microphone' | 'geolocation' | 'notifications')[];
  /** Console errors that this test provokes. */
  readonly expectedErrors?: RegExp;
  /** Whether pages may bring their service worker: what it answers, a test cannot route. Default: they may not. */
  readonly worker?: boolean;
  /** Runs in every page of it before the page's own scripts. */
  readonly script?: () => void;
}

/** One person's browser page. Disposing closes it, and fails where the page logged an error nobody expected. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, uncaught exceptions and breaches of the content security policy so far. */
  readonly errors: readonly string[];
}

export interface TestBrowser extends AsyncDisposable {
  readonly browser: Browser;
  /** Opens a link as a person with a phone would. */
  open(url: string, options?: PageOptions): Promise<OpenPage>;
}

/** A real Chromium with a fake microphone. Close it with `await using`. */
export async function openBrowser({ speechFile, program, trusted }: BrowserOptions = {}): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: program ?? executablePath,
    args: [
      ...quiet,
      '--use-fake-device-for-media-stream',
      // What a test did not allow is denied, as by a person who taps Block.
      '--deny-permission-prompts',
      '--autoplay-policy=no-user-gesture-required',
      ...(trusted ? [`--unsafely-treat-insecure-origin-as-secure=${trusted}`] : []),
      ...(speechFile ? [`--use-file-for-fake-audio-capture=${speechFile}`] : []),
    ],
  });
  return {
    browser,
    async open(url, options = {}) {
      const { viewport = { width: 390, height: 844 }, permissions = ['microphone', 'geolocation'] } = options;
      const context = await browser.newContext({
        viewport,
        locale: options.locale ?? 'en-US',
        colorScheme: options.colorScheme ?? 'light',
        timezoneId: 'Asia/Shanghai',
        hasTouch: options.touch ?? viewport.width < 900,
        isMobile: viewport.width < 900,
        permissions: [...permissions],
        serviceWorkers: options.worker ? 'allow' : 'block',
        ...(options.geolocation ? { geolocation: options.geolocation } : {}),
      });
      if (options.script) await context.addInitScript(options.script);
      const page = await context.newPage();
      const errors: string[] = [];
      const collect = (text: string) => {
        if (!options.expectedErrors?.test(text)) errors.push(text);
      };
      // A breach of the content security policy arrives as a console error too.
      page.on('console', (message) => {
        if (message.type() === 'error') collect(`${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => collect(`uncaught ${error.stack ?? error.message}`));
      await page.goto(url);
      return {
        page,
        context,
        errors,
        async [Symbol.asyncDispose]() {
          await context.close();
          if (errors.length > 0) throw new Error(`The page logged errors:\n${errors.join('\n')}`);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}
