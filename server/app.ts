import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { sql } from 'kysely';
import type { LinkId, PageConfig } from '#protocol';
import { Server } from 'socket.io';
import type { AudioCodec } from '../media/audio-codec.ts';
import type { ImageCodec } from '../media/image-codec.ts';
import type { Sfu } from '../media/sfu.ts';
import type { SpeechToText } from '../media/speech-to-text.ts';
import { openPreferences } from './assistant/preferences/handlers.ts';
import { openCaptions } from './calls/captions.ts';
import { callsHandlers } from './calls/handlers.ts';
import { turnServers } from './calls/turn.ts';
import { deliveriesHandlers, openDeliveries } from './deliveries/handlers.ts';
import { openLines } from './deliveries/lines.ts';
import { deliveryStore } from './deliveries/store.ts';
import { openWaiting } from './deliveries/waiting.ts';
import { appRoutes } from './edge/app-routes.ts';
import { callMetrics } from './edge/call-metrics.ts';
import { openFirstViews } from './edge/first-view.ts';
import { openHappenings } from './edge/happenings.ts';
import { healthRoutes } from './edge/health-routes.ts';
import { httpApp } from './edge/http-app.ts';
import { lineRoutes } from './edge/line-routes.ts';
import { locationMetrics } from './edge/location-metrics.ts';
import { openMetrics } from './edge/metrics.ts';
import { openNotify } from './edge/notify.ts';
import { operatorRoutes } from './edge/operator-routes.ts';
import { openPages } from './edge/page-routes.ts';
import { openReport } from './edge/report.ts';
import { pushMetrics } from './edge/push-metrics.ts';
import { pageTiles, tileRoutes } from './edge/tile-routes.ts';
import { webhookMetrics } from './edge/webhook-metrics.ts';
import { serveSockets, shutOut as closeSocketsOf } from './edge/serve-sockets.ts';
import { rooms } from './edge/socket-rooms.ts';
import { openCompounds } from './location/compounds.ts';
import { trackerRoutes } from './edge/tracker-routes.ts';
import { watchArrivals } from './location/arrivals.ts';
import { locationHandlers } from './location/handlers.ts';
import { trackerStore } from './location/tracker-store.ts';
import { openTrackers } from './location/trackers.ts';
import { openDemoRides } from './location/demo-ride.ts';
import { pointingHandlers } from './location/pointing.ts';
import { openTileFile } from './location/tile-file.ts';
import { newId } from './new-id.ts';
import { openOperatorData } from './operator-data.ts';
import { defaultQuickReplies } from './people/default-quick-replies.ts';
import { notesHandlers } from './notes/handlers.ts';
import { openTranslation } from './notes/translate.ts';
import type { Clock, Parts } from './parts.ts';
import { peopleHandlers, type PeopleOperator } from './people/handlers.ts';
import { openLinks } from './people/links.ts';
import { openMembership } from './people/membership.ts';
import { peopleStore } from './people/store.ts';
import { photosHandlers } from './photos/handlers.ts';
import { postPush } from './push/post.ts';
import { openPush } from './push/push.ts';
import { pushStore } from './push/store.ts';
import { openVapid } from './push/vapid.ts';
import { openRecord } from './record/open-record.ts';
import type { Settings } from './settings.ts';
import { openBlobs } from './storage/blobs.ts';
import { openDatabase } from './storage/open-database.ts';
import { textIndex } from './storage/text-index.ts';
import { timelineHandlers } from './timeline/handlers.ts';
import { openMarks } from './timeline/marks.ts';
import { marksStore } from './timeline/marks-store.ts';
import { placesHandlers } from './timeline/places.ts';
import { timelineSearch } from './timeline/search.ts';
import { timelineStore } from './timeline/store.ts';
import { openTimeline } from './timeline/timeline.ts';
import { webhooksOperator } from './webhooks/operator.ts';
import { postOverHttp } from './webhooks/send.ts';
import { webhookStore } from './webhooks/store.ts';
import { openWebhooks } from './webhooks/webhooks.ts';
import { openUploads } from './uploads.ts';
import { wireAssistant } from './wire-assistant.ts';
import { wireLargerModel } from './wire-larger-model.ts';

/** A page gives up the largest photo after 270 s; what goes on for longer has nobody at its other end, ms. */
const REQUEST_MAX_MS = 300_000;
/** Largest socket message, bytes: RTP parameters of a browser are about 10 kB. */
const MESSAGE_MAX = 64_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What the app is made of that a test may replace. */
export interface AppParts {
  settings: Settings;
  secrets: { linkSecret: string; apiKey: string; pushKey: string };
  clientFolder: string;
  log: Logger;
  clock: Clock;
  codec: AudioCodec;
  images: ImageCodec;
  /** Makes photos small enough for a larger model: opened with `modelPhotoLimits`. */
  modelImages: ImageCodec;
  /** Null: calls are refused, the rest works. */
  sfu: Sfu | null;
  /** Null: notes arrive without a transcript. */
  speech: SpeechToText | null;
  certificate: { key: string; cert: string } | null;
}

export interface App {
  /** Where phones reach it. */
  readonly url: string;
  readonly operator: ReturnType<typeof deliveriesHandlers>['operator'];
  readonly people: PeopleOperator;
  readonly links: ReturnType<typeof openLinks>;
  /** Ends what it opened, in reverse; the media given to it stays the giver's. Again: nothing more. */
  close(): Promise<void>;
}

/** Opens the database, builds every slice on it and listens. Rejects, with nothing left open, where a step fails. */
export async function openApp(given: AppParts): Promise<App> {
  const { settings, secrets, log, clock, certificate } = given;
  const dataFolder = settings.DATA_DIR;
  const report = openReport(log);
  const tileFile = settings.DOORLINE_TILES_FILE === null ? null : await openTileFile(settings.DOORLINE_TILES_FILE);
  const db = await openDatabase({ databaseUrl: settings.DATABASE_URL, dataFolder }).catch(async (error: unknown) => {
    await tileFile?.close();
    throw error;
  });

  const http = certificate ? createHttpsServer(certificate) : createHttpServer();
  http.requestTimeout = REQUEST_MAX_MS;
  let publicUrl = settings.PUBLIC_URL ?? '';
  const io = new Server({
    serveClient: false,
    maxHttpBufferSize: MESSAGE_MAX,
    perMessageDeflate: false,
    // A page that another site opened in the holder's browser must not speak for him.
    allowRequest: (request, allow) => {
      const origin = request.headers.origin;
      // "null" is what a browser says for a page of no site.
      const host = origin !== undefined && URL.canParse(origin) ? new URL(origin).host : null;
      allow(null, origin === undefined || origin === publicUrl || host === request.headers.host);
    },
  });

  const happenings = openHappenings(report);
  const notify = openNotify(io);
  const shutOut = (linkId: LinkId): void => {
    happenings.linkRevoked(linkId);
    closeSocketsOf(io, linkId);
  };
  const deliveriesInDb = deliveryStore(db);
  const entriesInDb = timelineStore(db);
  const membership = openMembership(db);
  const marks = openMarks({ clock, notify, membership, report, store: marksStore(db) });
  const lines = openLines(db);
  /** The database counts what is unread: the marks of who asks are written first. */
  const summaries: typeof lines.summaries = async (choice) => {
    await marks.settled(choice.scope);
    return lines.summaries(choice);
  };
  const waiting = openWaiting(db);
  const metrics = openMetrics(() => io.of('/').sockets.size);
  const webhooksInDb = webhookStore(db);
  const { DOORLINE_WEBHOOK_URL: webhookUrl, DOORLINE_WEBHOOK_SECRET: webhookSecret } = settings;
  const webhooks = openWebhooks({
    clock,
    newId,
    report,
    log,
    store: webhooksInDb,
    receiver: webhookUrl && webhookSecret ? { url: webhookUrl, secret: webhookSecret } : null,
    post: postOverHttp,
    chance: () => Math.random(),
    tried: webhookMetrics(metrics.registry, (state) => webhooksInDb.count(state)),
  });
  const parts: Parts = {
    db,
    clock,
    newId,
    log,
    report,
    notify,
    happenings,
    membership,
    timeline: openTimeline({ clock, newId, notify, store: entriesInDb, ...happenings }),
    deliveries: openDeliveries({ clock, store: deliveriesInDb, lines: { ...lines, summaries } }),
    announce: webhooks.announce,
  };
  const links = openLinks({
    db,
    clock,
    newId,
    secret: secrets.linkSecret,
    publicUrl: () => publicUrl,
    lifeMs: settings.DOORLINE_LINK_DAYS * DAY_MS,
  });

  const deliveries = deliveriesHandlers({
    ...parts,
    store: deliveriesInDb,
    waiting,
    roundChanged: happenings.roundChanged,
    lineOver: happenings.lineOver,
  });
  const quickReplies = openOperatorData({ db, clock, key: 'quick_replies', defaults: defaultQuickReplies });
  const people = peopleHandlers({
    ...parts,
    membership,
    waiting,
    store: peopleStore(db),
    quickReplies,
    memberChanged: happenings.memberChanged,
    hasPage: (scope) => io.sockets.adapter.rooms.has(rooms.scope(scope)),
  });
  const search = timelineSearch({ membership, texts: textIndex(db) });
  const location = locationHandlers({
    ...parts,
    keepAfterEndMs: settings.DOORLINE_KEEP_POSITIONS_MINUTES * MINUTE_MS,
    courierSight: settings.DOORLINE_COURIER_SIGHT,
    observer: locationMetrics(metrics.registry),
  });
  const compounds = openCompounds(parts);
  const arrivals = watchArrivals({
    ...parts,
    onAccepted: settings.DOORLINE_ARRIVAL === 'on' ? location.onAccepted : () => {},
    reach: (lineId, status) => deliveries.reach(lineId, status),
  });
  const trackers = openTrackers({
    ...parts,
    store: trackerStore(db),
    publicUrl: () => publicUrl,
    take: location.take,
  });
  const demoRides = openDemoRides({ ...parts, isDemo: settings.demo, shares: location.demo });
  const captions = openCaptions({
    ...parts,
    speech: settings.DOORLINE_CAPTIONS === 'on' && given.sfu !== null ? given.speech : null,
  });
  const calls = callsHandlers({
    ...parts,
    captions,
    sfu: given.sfu,
    observer: callMetrics(metrics.registry, given.sfu),
    agentsListen: settings.DOORLINE_AGENTS_LISTEN === 'on',
    ring: happenings.ring,
    isHere: (deviceId) => io.sockets.adapter.rooms.has(rooms.device(deviceId)),
    iceServers: () =>
      turnServers({ urls: settings.DOORLINE_TURN_URLS, secret: settings.DOORLINE_TURN_SECRET }, clock.now()),
  });
  const push =
    settings.DOORLINE_PUSH === 'on' && settings.DOORLINE_APP === 'on'
      ? openPush({
          ...parts,
          store: pushStore(db),
          vapid: openVapid({
            clock,
            privateKey: secrets.pushKey,
            contact: () => settings.DOORLINE_PUSH_CONTACT ?? contactOf(publicUrl),
          }),
          hosts: settings.DOORLINE_PUSH_HOSTS,
          post: postPush,
          marksOf: (lineId) => marks.of(lineId),
          told: pushMetrics(metrics.registry),
        })
      : null;
  const blobs = openBlobs(join(dataFolder, 'blobs'));
  const files = { ...parts, blobs, uploads: openUploads({ report, blobs }) };
  const { DOORLINE_TRANSLATE_URL: translateUrl } = settings;
  const notes = notesHandlers({
    ...files,
    codec: given.codec,
    speech: given.speech,
    translate: translateUrl === null ? null : openTranslation(translateUrl),
  });
  const photos = photosHandlers({ ...files, images: given.images });
  const preferences = openPreferences({ ...parts, zone: settings.DOORLINE_TIME_ZONE });
  const record = openRecord({
    ...parts,
    blobs,
    forgetPush: async (linkId) => push?.forgetLink(linkId),
    revokeLinks: (lineId) => links.revokeAll({ role: 'recipient', scopeId: lineId }),
    shutOut,
    forgetPosition: location.forget,
    forgetCaptions: (lineId, memberId) => captions.forget(lineId, memberId),
    forgetPreferences: preferences.forgetLine,
    forgetOldPreferences: preferences.forgetOld,
    keepDays: settings.DOORLINE_KEEP_DAYS,
    keepPositionsMinutes: settings.DOORLINE_KEEP_POSITIONS_MINUTES,
  });

  const assistant = wireAssistant({
    ...parts,
    entries: entriesInDb,
    doing: { ...deliveries, ...people },
    preferences,
    location,
    compounds,
    larger: wireLargerModel({ ...parts, settings, images: given.modelImages, blobs, registry: metrics.registry }),
    zone: settings.DOORLINE_TIME_ZONE,
    on: settings.DOORLINE_ASSISTANT === 'on',
  });

  const pageConfig: PageConfig = {
    tiles: pageTiles(settings, tileFile),
    captions: captions.possible,
    translate: translateUrl !== null,
    demo: settings.demo,
    keepDays: settings.DOORLINE_KEEP_DAYS,
    keepPositionsMinutes: settings.DOORLINE_KEEP_POSITIONS_MINUTES,
    push: push?.publicKey ?? null,
  };
  const pages = await openPages({
    report,
    clientFolder: given.clientFolder,
    firstView: openFirstViews({ clock, report, links, hello: people.hello, config: pageConfig }),
  });
  const routes = httpApp({
    report,
    secure: certificate !== null || publicUrl.startsWith('https:'),
    tilesUrl: settings.DOORLINE_TILES_URL,
    health: healthRoutes({
      metrics: metrics.registry,
      apiKey: secrets.apiKey,
      ready: async () => void (await sql`select 1`.execute(db)),
    }),
    tiles: tileRoutes(tileFile),
    styleSource: pages.styleSource,
    pages: pages.routes,
    app: appRoutes(given.clientFolder, settings.DOORLINE_APP === 'on'),
    line: lineRoutes({
      ...parts,
      links,
      notes,
      photos,
      compounds,
      record,
      pageConfig,
      push,
    }),
    trackers: trackerRoutes({ clock, trackers }),
    operator: operatorRoutes({
      ...parts,
      apiKey: secrets.apiKey,
      operator: deliveries.operator,
      people: people.operator,
      timelineStore: entriesInDb,
      links,
      search,
      webhooks: webhooksOperator({ store: webhooksInDb, clock }),
      quickReplies,
      assistantRules: assistant.rules,
      compounds,
      trackers: trackers.operator,
      preferences: preferences.operator,
      record,
      shutOut,
    }),
  });
  http.on('request', routes);
  // After the routes: it then keeps its own path from them, and nothing is answered twice.
  io.attach(http);
  const sockets = serveSockets(
    io,
    { ...parts, links, happenings, metrics },
    {
      ...people.handlers,
      ...deliveries.handlers,
      ...timelineHandlers({ ...parts, store: entriesInDb, marks }),
      ...placesHandlers({ ...parts, store: entriesInDb }),
      ...search.handlers,
      ...notes.handlers,
      ...location.handlers,
      ...trackers.handlers,
      ...pointingHandlers(parts),
      ...demoRides.handlers,
      ...calls.handlers,
      ...assistant.handlers,
      ...preferences.handlers,
    },
  );

  let closed: Promise<void> | null = null;
  const close = () => (closed ??= closeAll());
  async function closeAll(): Promise<void> {
    // A browser keeps connections open for minutes; the server would wait for them.
    const quiet = io.close();
    http.closeAllConnections();
    await quiet;
    await record.close();
    await captions.close();
    await calls.close();
    await push?.close();
    await sockets.idle();
    await assistant.close();
    await notes.close();
    await demoRides.close();
    await arrivals.close();
    await location.close();
    await preferences.close();
    await marks.close();
    await webhooks.close();
    await tileFile?.close();
    await db.destroy();
  }

  try {
    await calls.restore();
    await new Promise<void>((listening, failed) => {
      http.once('error', failed);
      http.listen(settings.PORT, settings.HOST, () => listening());
    });
  } catch (error) {
    await close();
    throw error;
  }
  record.start();
  const { port } = http.address() as AddressInfo;
  publicUrl ||= `${certificate ? 'https' : 'http'}://${hostInUrl(settings.HOST)}:${port}`;
  return { url: publicUrl, operator: deliveries.operator, people: people.operator, links, close };
}

/** Whom a push service may ask about this server: it takes an HTTPS page or an address of mail. */
const contactOf = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? publicUrl : `mailto:doorline@${new URL(publicUrl).hostname}`;

/** What a browser on this machine calls the address that is listened on. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}
