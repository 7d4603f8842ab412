import { isIP } from 'node:net';
import * as v from 'valibot';
import { TimeZone } from './protocol/time-zone.ts';

/** One setting: how its text becomes a value, what it is without one, and what it is for. */
interface Setting<Output> {
  readonly schema: v.GenericSchema<string, Output>;
  /** Text used where the environment has none; null: the setting is unset. */
  readonly fallback: string | null;
  readonly about: string;
}

const text = v.pipe(v.string(), v.minLength(1, 'must not be empty'));
const wholeNumber = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(from, message),
    v.maxValue(to, message),
  );
};
const oneOf = <const T extends string>(...options: T[]) =>
  v.pipe(v.string(), v.picklist(options, `must be one of: ${options.join(', ')}`));
const url = (...protocols: string[]) =>
  v.pipe(
    v.string(),
    v.check(
      (s) => URL.canParse(s) && protocols.includes(new URL(s).protocol),
      `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    ),
  );
const urlWithoutPassword = v.pipe(
  url('http:', 'https:'),
  v.check((s) => new URL(s).username === '' && new URL(s).password === '', 'must not hold a name or a password'),
);
/** RFC 1123 § 2.1; the last part of a name is no number, so that a mistyped address is none. */
const hostName = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?\.?$/i;
const isPushHost = (s: string): boolean =>
  s.includes('://') ? URL.canParse(s) && new URL(s).origin === s : hostName.test(s.replace(/^\*\./, ''));
const setting = <Output, const Fallback extends string | null>(
  schema: v.GenericSchema<string, Output>,
  fallback: Fallback,
  about: string,
) => ({ schema, fallback, about });

/** Every setting, in the order in which docs/settings.md lists them. */
export const settingsList = {
  PORT: setting(wholeNumber(0, 65_535), '8080', 'HTTP port; 0 takes any free one.'),
  HOST: setting(
    text,
    '127.0.0.1',
    'Address to listen on. `0.0.0.0` for all of IPv4, `::` for IPv4 and IPv6; put TLS in front of it.',
  ),
  DATA_DIR: setting(text, './data', 'Folder of the database file, the secrets and the recordings.'),
  PUBLIC_URL: setting(
    v.pipe(
      url('http:', 'https:'),
      v.transform((s) => s.replace(/\/+$/, '')),
    ),
    null,
    'Address under which phones reach the server; links begin with it. Unset: made of `HOST` and `PORT`.',
  ),
  API_KEY: setting(
    v.pipe(v.string(), v.minLength(16, 'must have at least 16 characters')),
    null,
    "The operator's key for `/api/v1`. Unset: made once, kept in the data folder and printed on the first start.",
  ),
  DATABASE_URL: setting(
    url('postgres:', 'postgresql:'),
    null,
    'PostgreSQL database. Unset: SQLite in the data folder.',
  ),
  REDIS_URL: setting(
    v.pipe(
      v.string(),
      v.check(() => false, 'is not supported yet: this version runs on one machine'),
    ),
    null,
    'Redis, for several machines. Not supported yet: setting it stops the start.',
  ),
  LOG_LEVEL: setting(
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'info',
    'Least severe level that is logged, as JSON lines on stderr.',
  ),
  DOORLINE_DEMO: setting(
    oneOf('on', 'off', 'auto'),
    'auto',
    'A demo delivery whose links are printed at start, and demo rides on every line. `auto`: on unless `NODE_ENV` is `production`.',
  ),
  DOORLINE_HTTPS: setting(
    oneOf('off', 'self-signed'),
    'off',
    '`self-signed`: HTTPS with a certificate made on the spot, for tries on a local network (`npm run phones`).',
  ),
  DOORLINE_KEEP_DAYS: setting(
    wholeNumber(1, 3650),
    '180',
    'Days that texts, photos, voice notes, places and captions are kept after a delivery has ended; then their content is erased.',
  ),
  DOORLINE_KEEP_POSITIONS_MINUTES: setting(
    wholeNumber(0, 525_600),
    '0',
    'Minutes that positions are kept after a delivery has ended, shown to nobody; 0: gone with its end. Checked every hour.',
  ),
  DOORLINE_TIME_ZONE: setting(
    TimeZone,
    'Asia/Shanghai',
    'Time zone of the doors, as IANA names it: what "tomorrow after seven" means, and which weekday and hour a delivery was.',
  ),
  DOORLINE_LINK_DAYS: setting(wholeNumber(1, 365), '14', 'Days after which a link expires.'),
  DOORLINE_MEDIA_PORT: setting(
    wholeNumber(0, 65_000),
    '44440',
    'First UDP and TCP port for call media; each SFU worker takes the next one. 0 takes any free ones.',
  ),
  DOORLINE_MEDIA_ADDRESS: setting(
    v.pipe(
      v.string(),
      v.transform((s) => s.split(',').map((one) => one.trim())),
      v.check(
        (list) => list.every((one) => isIP(one) !== 0 || hostName.test(one)),
        'must be IP addresses or host names, without ports, with commas between',
      ),
    ),
    null,
    'Addresses that phones send call media to, the best first, with commas between: IPv4, IPv6, host names (docs/calls-network.md). Unset: `HOST`, or the first local network address where `HOST` is all of them.',
  ),
  DOORLINE_MEDIA_WORKERS: setting(wholeNumber(1, 64), null, 'SFU worker processes. Unset: one per core, at most 4.'),
  DOORLINE_MEDIA_LEGS_MAX: setting(
    wholeNumber(2, 5000),
    '400',
    'Devices in calls that one SFU worker carries; when all are full, a caller is told so and offered a voice note.',
  ),
  DOORLINE_TURN_URLS: setting(
    v.pipe(
      v.string(),
      v.transform((s) => s.split(',').map((one) => one.trim())),
      v.check(
        (list) => list.every((one) => /^turns?:[^\s,]+$/.test(one)),
        'must be TURN addresses as turn:turn.example.com:3478 or turns:turn.example.com:443?transport=tcp, with commas between',
      ),
    ),
    null,
    'TURN servers for networks that let nothing else through, with commas between. Unset: none.',
  ),
  DOORLINE_TURN_SECRET: setting(
    v.pipe(v.string(), v.minLength(16, 'must have at least 16 characters')),
    null,
    "The TURN servers' shared secret (coturn: `static-auth-secret`): each device gets credentials for a short time, made from it. Needed with `DOORLINE_TURN_URLS`.",
  ),
  DOORLINE_ASSISTANT: setting(
    oneOf('on', 'off'),
    'on',
    '`on`: what courier and recipient say is understood, and suggestions are made of it (docs/assistant.md). `off`: it is not read.',
  ),
  DOORLINE_ARRIVAL: setting(
    oneOf('on', 'off'),
    'on',
    "`on`: a courier's own positions move a delivery that is on its way to `nearby` and `arrived` (docs/arrival.md). `off`: only people do.",
  ),
  DOORLINE_AGENTS_LISTEN: setting(
    oneOf('on', 'off'),
    'off',
    '`on`: customer service may join a call only to listen; everybody in it is told.',
  ),
  DOORLINE_CAPTIONS: setting(
    oneOf('on', 'off'),
    'on',
    '`on`: those in a call may have written down what is said. Needs a speech engine.',
  ),
  DOORLINE_SPEECH_ENGINE: setting(
    oneOf('whisper', 'whisper-node', 'http', 'off'),
    'whisper',
    '`whisper`: resident workers. `whisper-node`: the npm package in a process of its own, slow. `http`: a speech server at `DOORLINE_SPEECH_URL` (docs/speech.md). `off`: no transcripts.',
  ),
  DOORLINE_SPEECH_WORKERS: setting(
    wholeNumber(1, 32),
    '1',
    'Resident speech workers, 350 MB each, or requests to a speech server at a time: so many notes are worked on at once.',
  ),
  DOORLINE_SPEECH_THREADS: setting(
    wholeNumber(1, 64),
    '2',
    'Threads of each resident speech worker; threads times workers should be no more than there are cores.',
  ),
  DOORLINE_SPEECH_URL: setting(
    urlWithoutPassword,
    null,
    "Where the engine `http` posts recordings to: OpenAI's `/v1/audio/transcriptions` or another server's, or whisper.cpp's `/inference`.",
  ),
  DOORLINE_SPEECH_KEY: setting(
    v.pipe(v.string(), v.minLength(1, 'must not be empty')),
    null,
    'Key of the speech server, sent as `Authorization: Bearer`. Unset: none.',
  ),
  DOORLINE_SPEECH_MODEL: setting(
    v.pipe(v.string(), v.minLength(1, 'must not be empty')),
    'whisper-1',
    'Model that the speech server is asked for.',
  ),
  DOORLINE_TRANSLATE_URL: setting(
    urlWithoutPassword,
    null,
    "The operator's translation service, asked for the words of a voice note that a reader wants in another language: POST `{text, from, to}`, answered by `{text}` (docs/notes.md). Unset: not offered.",
  ),
  DOORLINE_MODEL_URL: setting(
    urlWithoutPassword,
    null,
    'Base address of a larger language model that the assistant may ask where it is unsure, in the manner of OpenAI: `https://host/v1` (docs/larger-model.md). Unset: none is asked, and nothing leaves.',
  ),
  DOORLINE_MODEL_KEY: setting(
    v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/, 'must be letters, figures and signs of ASCII without spaces')),
    null,
    'Key of that model, sent as `Authorization: Bearer`. Unset: none.',
  ),
  DOORLINE_MODEL_NAME: setting(text, null, 'Model that is asked for. Needed with `DOORLINE_MODEL_URL`.'),
  DOORLINE_MODEL_VISION: setting(
    text,
    'off',
    '`on`: the model is shown photos too, of which nothing can be hidden. Or the name of another model at the same address that is. `off`: no photo leaves.',
  ),
  DOORLINE_MODEL_TIMEOUT: setting(
    wholeNumber(200, 60_000),
    '4000',
    'Milliseconds that the model has for an answer, up to half of it waiting for its turn; then nothing is said.',
  ),
  DOORLINE_MODEL_DAILY: setting(
    wholeNumber(1, 999_999_999),
    '1000000',
    'Most tokens a day (UTC) that the model may cost, asked and answered: about 1,000 for a message. Then it is not asked until the next day.',
  ),
  DOORLINE_WEBHOOK_URL: setting(
    urlWithoutPassword,
    null,
    'Where the operator hears what happens, as signed webhooks (docs/webhooks.md). Unset: nobody is told.',
  ),
  DOORLINE_WEBHOOK_SECRET: setting(
    v.pipe(
      v.string(),
      v.regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'must be whsec_ and 24 to 64 random bytes in base64'),
    ),
    null,
    'Key that webhooks are signed with: `whsec_` and 24 to 64 random bytes in base64, as of `openssl rand -base64 32`. Needed with `DOORLINE_WEBHOOK_URL`.',
  ),
  DOORLINE_APP: setting(
    oneOf('on', 'off'),
    'on',
    '`off`: the service worker takes itself away from every phone at its next visit, with what it kept; pages go on without it (docs/app.md).',
  ),
  DOORLINE_PUSH: setting(
    oneOf('on', 'off'),
    'on',
    '`on`: who allows it hears of calls and messages while the page is closed, by the push service of their browser (docs/app.md).',
  ),
  DOORLINE_PUSH_HOSTS: setting(
    v.pipe(
      v.string(),
      v.transform((s) => s.split(',').map((one) => one.trim())),
      v.check(
        (list) => list.every((one) => isPushHost(one)),
        'must be names of hosts as push.example.com or *.example.com, or whole origins, with commas between',
      ),
    ),
    'fcm.googleapis.com,jmt17.google.com,*.push.services.mozilla.com,*.notify.windows.com,*.push.apple.com',
    'Push services that the server posts to, with commas between: those of Chrome, Firefox, Edge and Safari. A browser that names another is refused.',
  ),
  DOORLINE_PUSH_KEY: setting(
    v.pipe(v.string(), v.regex(/^[\w-]{43}$/, 'must be 32 bytes in base64url')),
    null,
    'Private key (P-256) that pushes are signed with. Unset: made once and kept in the data folder.',
  ),
  DOORLINE_PUSH_CONTACT: setting(
    v.pipe(
      v.string(),
      v.check((s) => /^(mailto:\S+@\S+|https:\/\/\S+)$/.test(s), 'must begin with mailto: or https://'),
    ),
    null,
    'Whom a push service may ask about this server. Unset: `PUBLIC_URL`.',
  ),
  DOORLINE_COURIER_SIGHT: setting(
    v.picklist(['exact', 'rough', 'words']),
    'exact',
    'What a line is shown of a courier who shares, while its door is next or near: the `exact` point, a `rough` area of 400 m, or only how far away in `words`.',
  ),
  DOORLINE_TILES_URL: setting(
    v.pipe(
      url('http:', 'https:'),
      v.check(
        (s) => ['{z}', '{x}'].every((part) => s.includes(part)) && /\{-?y\}/.test(s),
        'must have {z}, {x} and {y} where the numbers of a tile go',
      ),
      // A browser opens as many connections as it may to one host; more names only make it look up more.
      v.check((s) => !s.replace(/\{(-?y|[zxr])\}/g, '').includes('{'), 'must have no other braces: name one host'),
    ),
    null,
    'Raster tiles, as `https://host/{z}/{x}/{y}.png`. Unset: only the loaded compounds are drawn.',
  ),
  DOORLINE_TILES_FILE: setting(
    text,
    null,
    'One PMTiles file of raster tiles on this machine, in the place of `DOORLINE_TILES_URL` (docs/landmarks.md). Unset: none.',
  ),
  DOORLINE_TILES_DATUM: setting(
    oneOf('wgs84', 'gcj02'),
    'wgs84',
    'What the tiles were drawn in: `gcj02` for those of Chinese providers. Everything else is WGS-84 always.',
  ),
  DOORLINE_TILES_ATTRIBUTION: setting(v.string(), '', 'Credit that the owner of the tiles asks for, shown on the map.'),
} as const;

type SettingName = keyof typeof settingsList;
type Parsed<N extends SettingName> = v.InferOutput<(typeof settingsList)[N]['schema']>;
/** A setting without a fallback may be null. */
export type Settings = {
  readonly [N in SettingName]: (typeof settingsList)[N]['fallback'] extends string ? Parsed<N> : Parsed<N> | null;
} & { readonly production: boolean; readonly demo: boolean };

export class SettingsError extends Error {
  override name = 'SettingsError';
}

/** Reads the environment; throws a `SettingsError` that names every wrong or unknown setting and its reason. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const problems: string[] = [];
  const values: Record<string, unknown> = { production: environment['NODE_ENV'] === 'production' };
  for (const [name, { schema, fallback }] of Object.entries<Setting<unknown>>(settingsList)) {
    const given = environment[name] ?? fallback;
    if (given === null) {
      values[name] = null;
      continue;
    }
    const parsed = v.safeParse(schema, given);
    if (parsed.success) values[name] = parsed.output;
    else problems.push(`${name} ${parsed.issues[0].message}`);
  }
  if (values['DOORLINE_WEBHOOK_URL'] && values['DOORLINE_WEBHOOK_SECRET'] === null) {
    problems.push(
      'DOORLINE_WEBHOOK_SECRET must be set where DOORLINE_WEBHOOK_URL is: whsec_ and random bytes in base64',
    );
  }
  if (values['DOORLINE_TURN_URLS'] && values['DOORLINE_TURN_SECRET'] === null) {
    problems.push('DOORLINE_TURN_SECRET must be set where DOORLINE_TURN_URLS is');
  }
  if (values['DOORLINE_TILES_URL'] && values['DOORLINE_TILES_FILE']) {
    problems.push('DOORLINE_TILES_FILE must not be set beside DOORLINE_TILES_URL: a map has one ground');
  }
  if (values['DOORLINE_SPEECH_ENGINE'] === 'http' && values['DOORLINE_SPEECH_URL'] === null) {
    problems.push('DOORLINE_SPEECH_URL must be set where DOORLINE_SPEECH_ENGINE is http');
  }
  if (values['DOORLINE_MODEL_URL'] && values['DOORLINE_MODEL_NAME'] === null) {
    problems.push('DOORLINE_MODEL_NAME must be set where DOORLINE_MODEL_URL is');
  }
  for (const name of Object.keys(environment)) {
    if (name.startsWith('DOORLINE_MODEL_') && name in settingsList && environment['DOORLINE_MODEL_URL'] === undefined) {
      problems.push(`${name} must not be set without DOORLINE_MODEL_URL: nothing would be asked`);
    }
    if (name.startsWith('DOORLINE_') && !(name in settingsList)) {
      problems.push(`${name} is not a setting; docs/settings.md lists them all`);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  values['demo'] = values['DOORLINE_DEMO'] === 'on' || (values['DOORLINE_DEMO'] === 'auto' && !values['production']);
  // The loop above went through every name of the list, which the compiler cannot follow.
  return values as Settings;
}
