import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { toString as qrCode } from 'qrcode';
import { openAudioCodec } from '../media/audio/open-audio-codec.ts';
import { openImageCodec } from '../media/image/open-image-codec.ts';
import { openSfu } from '../media/sfu/open-sfu.ts';
import { openSpeech } from '../media/speech/open-speech.ts';
import { type App, openApp } from './app.ts';
import { openMediaAddress } from './calls/media-address.ts';
import { systemClock } from './clock.ts';
import { openDemo } from './demo.ts';
import { selfSignedCertificate } from './edge/certificate.ts';
import { openLog } from './log.ts';
import { photoLimits } from './photos/limits.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { openKeys } from './storage/keys.ts';
import { keptPushKey } from './storage/push-key.ts';
import { modelPhotoLimits } from './wire-larger-model.ts';

/** Longest tidy end, ms: after it the process ends as it stands; what was acknowledged is on disk anyway. */
const CLOSE_MAX_MS = 1800;

const root = join(import.meta.dirname, '..');

/** Ends the start with one plain sentence. */
function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

/** What went wrong and why, down to the error that began it. */
function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasons(error.cause)}`;
}

function read(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (error instanceof SettingsError) stop(`Doorline cannot start:\n${error.message}`);
    throw error;
  }
}

async function main(): Promise<void> {
  const settings = read();
  const log = openLog(settings.LOG_LEVEL);
  const keys = openKeys(settings.DATA_DIR);
  const publicName = settings.PUBLIC_URL ? new URL(settings.PUBLIC_URL).hostname : settings.HOST;
  const certificate =
    settings.DOORLINE_HTTPS === 'self-signed' ? await selfSignedCertificate(settings.DATA_DIR, [publicName]) : null;

  const codec = openAudioCodec();
  const images = openImageCodec({ limits: photoLimits });
  const modelImages = openImageCodec({ limits: modelPhotoLimits });
  const speech = openSpeech({
    engine: settings.DOORLINE_SPEECH_ENGINE,
    workers: settings.DOORLINE_SPEECH_WORKERS,
    threads: settings.DOORLINE_SPEECH_THREADS,
    ...(settings.DOORLINE_SPEECH_URL === null
      ? {}
      : {
          server: {
            url: settings.DOORLINE_SPEECH_URL,
            key: settings.DOORLINE_SPEECH_KEY,
            model: settings.DOORLINE_SPEECH_MODEL,
          },
        }),
    log,
  });
  const media = await openMediaAddress({
    host: settings.HOST,
    given: settings.DOORLINE_MEDIA_ADDRESS,
    publicUrl: settings.PUBLIC_URL,
    interfaces: Object.values(networkInterfaces()).flatMap((list) => list ?? []),
    lookUp: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
    now: () => systemClock.now(),
  });
  for (const warning of media.warnings) console.error(`Warning: ${warning}`);
  const sfu = await openSfu({
    workers: settings.DOORLINE_MEDIA_WORKERS,
    port: settings.DOORLINE_MEDIA_PORT,
    legsMax: settings.DOORLINE_MEDIA_LEGS_MAX,
    listen: media.listen,
    announced: media.announced,
    log,
  }).catch((error: unknown) =>
    stop(
      `Call media cannot start on ${media.listen.join(' and ')}, ports from ${settings.DOORLINE_MEDIA_PORT} on: ${reasons(error)}\n` +
        'If a port is taken, choose another first one: DOORLINE_MEDIA_PORT=45000 npm start',
    ),
  );
  const closeMedia = async () =>
    void (await Promise.allSettled([sfu.close(), speech?.close(), codec.close(), images.close(), modelImages.close()]));

  let app: App;
  try {
    app = await openApp({
      settings,
      secrets: {
        linkSecret: keys.linkSecret,
        apiKey: settings.API_KEY ?? keys.apiKey,
        pushKey: settings.DOORLINE_PUSH_KEY ?? keptPushKey(settings.DATA_DIR),
      },
      clientFolder: join(root, '.build', 'client'),
      log,
      clock: systemClock,
      codec,
      images,
      modelImages,
      sfu,
      speech,
      certificate,
    });
  } catch (error) {
    await closeMedia();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      stop(`Port ${settings.PORT} is taken. Stop the program that holds it, or choose another: PORT=8081 npm start`);
    }
    throw error;
  }

  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), CLOSE_MAX_MS).unref();
    void app
      .close()
      .then(closeMedia)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'could not close in order');
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);

  console.log(`Doorline is ready at ${app.url}`);
  if (keys.made && !settings.API_KEY) console.log(`Operator's API key (kept in ${settings.DATA_DIR}): ${keys.apiKey}`);
  if (settings.demo) {
    const links = await openDemo(app, systemClock.now());
    await printLink("The courier's page", links.courier);
    await printLink("The recipient's page", links.recipient);
    console.log(`The station's page: ${links.station}`);
    console.log(`Customer service's page: ${links.agent}`);
  }
}

async function printLink(title: string, url: string): Promise<void> {
  // Colours only where a terminal shows them; a log keeps the plain blocks.
  const look = process.stdout.isTTY ? ({ type: 'terminal', small: true } as const) : ({ type: 'utf8' } as const);
  console.log(`\n${title}: ${url}\n${await qrCode(url, look)}`);
}

try {
  await main();
} catch (error) {
  stop(`Doorline cannot start: ${reasons(error)}`);
}
