import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import {
  Call,
  CallEnd,
  CallMember,
  CallPart,
  Caption,
  Delivery,
  Entry,
  EntryBody,
  errorCodes,
  Fix,
  Heard,
  IceServer,
  LineSummary,
  Member,
  notices,
  Point,
  Position,
  PROTOCOL_VERSION,
  Role,
  Status,
  requests,
  roles,
  SpokenLine,
  statuses,
  TimeWindow,
  Track,
  Transcript,
  TransportOptions,
} from '#protocol';
import { isFinal } from '../server/deliveries/rules.ts';
import { mayBeSetBy, mayFollow } from '../server/protocol/steps.ts';
import { actions, may, seesWholeHistory } from '../server/people/rules.ts';
import { settingsList } from '../server/settings.ts';
import { callStatesPage } from './call-states.ts';

/** Shapes that stand in several places, named once. */
const shapes = {
  Role,
  Status,
  CallEnd,
  Point,
  TimeWindow,
  Delivery,
  Member,
  LineSummary,
  Transcript,
  EntryBody,
  Entry,
  Fix,
  Position,
  Heard,
  IceServer,
  CallMember,
  CallPart,
  SpokenLine,
  Caption,
  Call,
  TransportOptions,
  Track,
};

// Checks without a JSON Schema word (trim, brand) are left out; the shapes are not.
const schemaOf = (schema: v.GenericSchema) =>
  toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input', definitions: shapes }) as Json;

/** Without the definitions that the library repeats under every schema. */
function bare(schema: v.GenericSchema): Json {
  const { $defs: _definitions, $schema: _version, ...rest } = schemaOf(schema);
  return rest;
}

/** Every request and notice as JSON Schema: what the pinned snapshot and docs/protocol.md are made of. */
export function protocolSchemas(): {
  version: number;
  shapes: Record<string, Json>;
  requests: Record<string, { payload: Json; reply: Json }>;
  notices: Record<string, Json>;
  errorCodes: readonly string[];
} {
  return {
    version: PROTOCOL_VERSION,
    shapes: toJsonSchemaDefs(shapes, { errorMode: 'ignore', typeMode: 'input' }) as Record<string, Json>,
    requests: Object.fromEntries(
      Object.entries(requests).map(([name, { payload, reply }]) => [
        name,
        { payload: bare(payload), reply: bare(reply) },
      ]),
    ),
    notices: Object.fromEntries(Object.entries(notices).map(([name, body]) => [name, bare(body)])),
    errorCodes,
  };
}

interface Json {
  $ref?: string;
  $defs?: unknown;
  $schema?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Json[];
  oneOf?: Json[];
  items?: Json;
  properties?: Record<string, Json>;
  required?: string[];
  additionalProperties?: unknown;
}

/** A JSON Schema as one line of TypeScript-like text. */
function shape(json: Json): string {
  if (json.$ref) return json.$ref.replace('#/$defs/', '');
  if (json.const !== undefined) return JSON.stringify(json.const);
  if (json.enum) return json.enum.map((value) => JSON.stringify(value)).join(' \\| ');
  const options = json.anyOf ?? json.oneOf;
  if (options) return options.map(shape).join(' \\| ');
  if (json.type === 'array') return `${shape(json.items ?? {})}[]`;
  if (json.properties && Object.keys(json.properties).length > 0) {
    const fields = Object.entries(json.properties).map(
      ([name, field]) => `${name}${json.required?.includes(name) ? '' : '?'}: ${shape(field)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  if (json.type === 'object') return json.additionalProperties ? 'object' : '{}';
  return json.type ?? 'any';
}

export function protocolPage(): string {
  const { version, shapes: named, requests: asked, notices: told } = protocolSchemas();
  const rows = Object.entries(asked).map(
    ([name, { payload, reply }]) => `| \`${name}\` | ${shape(payload)} | ${shape(reply)} |`,
  );
  return `# Protocol

Version ${version}. Made by \`npm run docs\` from \`server/protocol/\`; do not edit.

A page connects by socket.io with \`auth: { token, deviceId, version }\`: the token of its link, an id of its own for the
device, and the protocol version it was built with. A refused connection is a \`connect_error\` whose \`data.code\` is one of
the codes below. Every request is one event with one payload; the acknowledgement is \`{ ok: true, value }\` or
\`{ ok: false, error: { code, message } }\`. A request without an acknowledgement is answered by nothing.

Entries of a line carry \`seq\` (their order, for ever) and \`rev\` (the line's change that wrote them). A page keeps the last
\`rev\` it holds without a gap and asks \`timeline.since\` after every reconnect, and whenever a notice skips one.

## Requests

| name | payload | value |
|---|---|---|
${rows.join('\n')}

## Notices

| name | body |
|---|---|
${Object.entries(told)
  .map(([name, body]) => `| \`${name}\` | ${shape(body)} |`)
  .join('\n')}

## Shapes

| name | shape |
|---|---|
${Object.entries(named)
  .map(([name, json]) => `| ${name} | ${shape(json)} |`)
  .join('\n')}

## Refusals

${errorCodes.map((code) => `\`${code}\``).join(' · ')}

## Over HTTP, with \`Authorization: Bearer <token of the link>\`

| request | what it does |
|---|---|
| \`POST /api/lines/{lineId}/notes\` | Sends a voice note: the audio as body (mp3, webm, ogg or wav), \`X-Client-Id\` and, to answer an entry, \`X-Reply-To\` as headers. Answers the entry. With \`X-Note-From\` and \`X-Note-Sha256\` the body goes on from what came before. |
| \`PUT /api/lines/{lineId}/notes/{clientId}/parts?from={bytes}\` | Takes in a part of a note while it is spoken. Answers \`{ have }\`, the bytes that are there; \`DELETE\` forgets them. See [notes](notes.md). |
| \`GET /api/notes/{noteId}/audio\` | The recording; understands \`Range\`. |
| \`POST /api/lines/{lineId}/photos\` | Sends a photo: a JPEG as body, headers as for notes. Kept without metadata. Answers the entry. |
| \`GET /api/photos/{photoId}\`, \`GET /api/photos/{photoId}/thumb\` | The photo, and a small one of it, as JPEG. |
| \`GET /api/lines/{lineId}/compound\` | Landmarks around the door, as GeoJSON. |
| \`GET /api/page-config\` | Where map tiles come from, if anywhere; whether there are captions, translations and demo rides; the key that browsers subscribe to pushes with. |
| \`PUT /api/push\`, \`DELETE /api/push\` | The browser hears of its lines while their page is closed, or does so no more. See [the app](app.md). |

The operator's API is described by \`GET /api/v1/openapi.json\`.
`;
}

export function settingsPage(): string {
  const rows = Object.entries(settingsList).map(
    ([name, { fallback, about }]) =>
      `| \`${name}\` | ${fallback ? `\`${fallback}\`` : ''} | ${about.replaceAll('|', '\\|')} |`,
  );
  return `# Settings

Made by \`npm run docs\` from \`server/settings.ts\`; do not edit. All are environment variables. A wrong value, or a
\`DOORLINE_\` name that is not listed here, stops the start and is named.

| name | unless set | what it is |
|---|---|---|
${rows.join('\n')}
`;
}

export function rolesPage(): string {
  const yes = (right: boolean) => (right ? 'yes' : '');
  const cells = (right: string, has: (role: Role) => boolean) => [right].concat(roles.map((role) => yes(has(role))));
  const row = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
  const named = (some: readonly string[]) => some.map((status) => `\`${status}\``).join(', ');
  return `# Roles

Made by \`npm run docs\` from \`server/people/rules.ts\` and \`server/protocol/steps.ts\`; do not edit.

## Who may do what on a line

${table(
  ['', ...roles],
  [
    ...actions.map((action) => cells(`\`${action}\``, (role) => may(role, action))),
    cells('sees what was said before they came', seesWholeHistory),
  ],
)}

A station is on the line as soon as it is called. An agent is waited for: the line stands in the desk's list until one comes.
Agents come to lines that the desk was called to, now or earlier, and to those that the operator puts them on. Whoever has left
stays named on the line, hears and reads nothing more of it, and is the same member when they come back. A keeper who comes
back sees what is said from then on.

## Which status may follow which

${table(
  ['from', 'to'],
  statuses.map((from) => [
    `\`${from}\``,
    isFinal(from) ? 'nothing' : named(statuses.filter((to) => mayFollow(from, to))),
  ]),
)}

## Who may set which

${table(
  ['', 'sets'],
  [
    ...roles.map((role) => [role, named(statuses.filter((to) => mayBeSetBy(role, to))) || 'none']),
    ['operator', 'every one'],
  ],
)}

A courier who said \`arrived\` too early takes it back: \`arrived\` becomes \`out_for_delivery\` again, by them alone, and the line
says that they are not there yet.

A final status that was set by mistake is taken back by the operator alone, by \`POST /deliveries/{id}/status\` with
\`"correction": true\` and the status that is true; the line tells of it like of every step.
`;
}

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, 'call-states.md'), callStatesPage());
  writeFileSync(join(import.meta.dirname, 'roles.md'), rolesPage());
  writeFileSync(join(import.meta.dirname, 'protocol.md'), protocolPage());
  writeFileSync(join(import.meta.dirname, 'settings.md'), settingsPage());
  writeFileSync(
    join(import.meta.dirname, '../test/unit/protocol.snapshot.json'),
    `${JSON.stringify(protocolSchemas(), null, 1)}\n`,
  );
}
