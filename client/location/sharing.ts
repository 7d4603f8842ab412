import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Fix, LineId, MemberId } from '#protocol';
import { FIX_ACCURACY_MAX_M, SHARE_MIN_MS } from '../../server/protocol/limits.ts';
import { AskError, type Connection } from '../connection.ts';
import { remembered } from '../remembered.ts';
import { keepAwake } from '../keep-awake.ts';
import { browserEvery } from './browser-every.ts';
import { fixOf, isMoving, moved } from './measured-fix.ts';
import { watchBattery } from './low-battery.ts';
import { OwedStops } from './owed-stops.ts';
import { type PlaceWatch, watchPlace } from './place-watch.ts';
import { UnsentFixes } from './unsent-fixes.ts';

/**
 * `asking`: the phone asks the person, or looks for its first position. `weak`: shared, but the phone's positions are
 * too rough to show at the moment.
 */
export type SharingState =
  | { phase: 'off' }
  | { phase: 'asking' }
  | { phase: 'sharing'; weak: boolean }
  /** This page has no position to give, and what a background app reports in its place is shared. */
  | { phase: 'by_app' }
  | { phase: 'denied' }
  | { phase: 'unavailable' };

/** One line that the person of this page may share with, and the member they are on it. */
export interface OwnLine {
  readonly lineId: LineId;
  readonly me: MemberId;
}

/** Sharing this phone's position by choice: one per page, for all its lines at once. */
export interface SharingModel {
  readonly state: ReadonlySignal<SharingState>;
  /** Where this phone is, while it shares. */
  readonly fix: ReadonlySignal<Fix | null>;
  /** When it ends by itself, epoch ms by the server's clock; null: with the delivery, or nothing is shared. */
  readonly endsAt: ReadonlySignal<number | null>;
  /** The phone may not last; for the person who shares, and nobody else. False where the browser does not know. */
  readonly batteryLow: ReadonlySignal<boolean>;
  /** For so long, ms (SHARE_MIN_MS … SHARE_MAX_MS); null: until the delivery is over. While sharing: from now on so long. */
  share(forMs?: number | null): void;
  /** Until the delivery is over: what the person's background app reports, where this page may know no position. */
  shareByApp(): void;
  stop(): void;
  /** Lets go of the phone's position without ending the share: a reload goes on with it. */
  close(): void;
}

export interface SharingParts {
  readonly connection: Pick<Connection, 'ask' | 'tell' | 'on' | 'onOnline' | 'now'>;
  /** The open lines of the page: a recipient's one, a courier's whole round. It may grow and shrink while shared. */
  readonly lines: ReadonlySignal<readonly OwnLine[]>;
  /** The browser's, unless a test stands in; undefined where a page has none. */
  readonly geolocation?: Geolocation | undefined;
  /** Calls back every `ms` until the returned function is called. */
  readonly every?: (ms: number, run: () => void) => () => void;
}

/** A person on the move is told about once a second. */
const MOVING_MS = 1000;
/** Standing still, a sign of life: twice within the 30 s after which a position counts as old. */
const STILL_MS = 15_000;

/** What was sent without an answer for longer may be lost, ms. */
const PROOF_MS = 10_000;

/** The server's time is asked for so often at most, ms. */
const CLOCK_MS = 60_000;

const STORED = 'doorline.sharing';
const BY_APP = 'app';

export function createSharing(parts: SharingParts): SharingModel {
  const { connection, lines, every = browserEvery } = parts;
  const geolocation = 'geolocation' in parts ? parts.geolocation : globalThis.navigator?.geolocation;
  const state = signal<SharingState>({ phase: 'off' });
  const fix = signal<Fix | null>(null);
  const endsAt = signal<number | null>(null);
  const batteryLow = signal(false);
  const unsent = new UnsentFixes();
  /** Lines that the server knows to be shared. Empty while offline or not yet told. */
  const announced = new Set<LineId>();
  let release: (() => void) | null = null;
  /** The last one that was worth telling, and when it was taken. */
  let taken: Fix | null = null;
  let takenAt = 0;
  /** When a report was sent whose answer came. */
  let provedAt = 0;
  let clockAskedAt = Number.NEGATIVE_INFINITY;
  let watch: PlaceWatch | null = null;
  let reporting = false;
  let refused = false;
  /** The server may know of a share of this page: it was told of one, also before a reload. */
  let told = false;
  const owed = new OwedStops();

  /** The lines are to know of it. */
  const isShared = () => state.peek().phase === 'sharing' || state.peek().phase === 'by_app';
  const shares = () => state.peek().phase === 'asking' || isShared();

  function letGo(next: SharingState): void {
    release?.();
    release = null;
    told = false;
    announced.clear();
    refused = false;
    taken = null;
    provedAt = 0;
    unsent.clear();
    batteryLow.value = false;
    fix.value = null;
    endsAt.value = null;
    state.value = next;
  }

  /**
   * Most reports are not answered, which spares phone and server the half of the traffic; one every ten seconds is, and
   * shows that those before it arrived too. While that answer is awaited, or there is no network, what is measured waits
   * and goes as one batch. What may be lost is sent again, since nothing newer may come from a phone that lies still.
   */
  async function send(): Promise<void> {
    if (announced.size === 0 || reporting || !unsent.any) return;
    const now = connection.now();
    const fixes = unsent.take(now);
    if (fixes.length === 0) return;
    unsent.sent(fixes);
    if (Math.abs(now - provedAt) < PROOF_MS && connection.tell('location.report', { fixes })) return;
    reporting = true;
    try {
      const { accepted } = await connection.ask('location.report', { fixes });
      unsent.arrived();
      provedAt = now;
      if (accepted === 0) void setClock(now);
    } catch (error) {
      const lost = error instanceof AskError && (error.code === 'offline' || error.code === 'timed_out');
      if (lost) unsent.lost();
      else unsent.arrived();
    } finally {
      reporting = false;
    }
  }

  /** Positions of a wrong time are not believed: where the phone's clock was set meanwhile, the server's is asked again. */
  async function setClock(now: number): Promise<void> {
    if (Math.abs(now - clockAskedAt) < CLOCK_MS) return;
    clockAskedAt = now;
    await connection.ask('people.hello', {}).catch(() => undefined);
  }

  /** Sends what is due: a step at once but not more than one a second, a sign of life every 15 s. */
  function tick(): void {
    if (refused) {
      giveUp({ phase: 'denied' });
      return;
    }
    if (endsAt.peek() !== null && leftMs() <= 0) {
      giveUp({ phase: 'off' });
      return;
    }
    const latest = fix.peek();
    // The phone's clock may have been set back.
    const quietMs = Math.abs(connection.now() - takenAt);
    if (
      latest &&
      latest !== taken &&
      (!taken || quietMs >= STILL_MS || (quietMs >= MOVING_MS && moved(taken, latest)))
    ) {
      taken = latest;
      takenAt = connection.now();
      unsent.add(latest);
    } else if (quietMs >= STILL_MS) {
      // A watch may be called back only when the phone has moved: ask, so that standing still does not look like gone.
      watch?.look();
    }
    void send();
  }

  function measured({ coords, timestamp }: GeolocationPosition, confirmed: boolean): void {
    if (!release) return;
    refused = false;
    const weak = coords.accuracy > FIX_ACCURACY_MAX_M;
    if (state.peek().phase === 'asking') void announce();
    state.value = { phase: 'sharing', weak };
    if (weak) return;
    const last = fix.peek();
    if (!confirmed) fix.value = fixOf({ coords, timestamp }, connection.now());
    // Of somebody on the move a sensor that falls silent says that they are lost, as in a tunnel, and not that they stand.
    else if (!last || isMoving(last)) return;
    else fix.value = { ...last, at: connection.now() };
    tick();
  }

  function failed({ code }: GeolocationPositionError): void {
    // A page that is being closed or reloaded is told "denied" by Chromium: only if it is still there a moment later, and
    // has heard of no position since, has a person taken the permission back.
    if (code === 1 && state.peek().phase === 'sharing') refused = true;
    else if (code === 1) giveUp({ phase: 'denied' });
    else if (state.peek().phase === 'asking') giveUp({ phase: 'unavailable' });
    else state.value = { phase: 'sharing', weak: true };
  }

  function giveUp(next: SharingState): void {
    // Not only what is confirmed: after a reconnect or a reload nothing is, and the server shares all the same.
    const lineIds = told ? [...new Set([...announced, ...lines.peek().map(({ lineId }) => lineId)])] : [];
    remembered.set(STORED, null);
    letGo(next);
    void end(lineIds);
  }

  async function end(lineIds: readonly LineId[]): Promise<void> {
    if (lineIds.length === 0) return;
    owed.add(lineIds);
    try {
      await connection.ask('location.stop', { lineIds: [...lineIds] });
      owed.settle(lineIds);
    } catch {
      // Offline: `owed` keeps it.
    }
  }

  const leftMs = () => (endsAt.peek() ?? Number.POSITIVE_INFINITY) - connection.now();

  /** Tells the server about every open line it does not know of yet. What fails is told again when the page is online. */
  async function announce(): Promise<void> {
    const lineIds = lines.peek().flatMap(({ lineId }) => (announced.has(lineId) ? [] : [lineId]));
    if (lineIds.length === 0) return;
    try {
      // Said again after a reconnect, it must not begin anew.
      const forMs = endsAt.peek() === null ? null : Math.max(SHARE_MIN_MS, leftMs());
      told = true;
      owed.settle(lineIds);
      await connection.ask('location.share', { lineIds, forMs });
    } catch (error) {
      const later = error instanceof AskError && (error.code === 'offline' || error.code === 'timed_out');
      if (!later && shares() && announced.size === 0) giveUp({ phase: 'off' });
      return;
    }
    if (!release) {
      // Stopped while the question was under way: the last word is the person's.
      await end(lineIds);
      return;
    }
    for (const lineId of lineIds) announced.add(lineId);
    void send();
  }

  function endsIn(forMs: number | null): void {
    endsAt.value = forMs === null ? null : Math.round(connection.now() + forMs);
    remembered.set(STORED, String(endsAt.value ?? 'yes'));
  }

  function share(forMs: number | null = null): void {
    if (shares()) {
      endsIn(forMs);
      announced.clear();
      unsent.lost();
      if (state.peek().phase === 'sharing') void announce();
      return;
    }
    if (!geolocation) {
      state.value = { phase: 'unavailable' };
      return;
    }
    state.value = { phase: 'asking' };
    endsIn(forMs);
    watch = watchPlace(geolocation, () => connection.now(), measured, failed);
    const endTicks = every(MOVING_MS, tick);
    const endWake = keepAwake();
    const endBattery = watchBattery((low) => void (batteryLow.value = low));
    release = () => {
      watch?.end();
      watch = null;
      endTicks();
      endWake();
      endBattery();
    };
  }

  function shareByApp(): void {
    if (shares()) return;
    state.value = { phase: 'by_app' };
    remembered.set(STORED, BY_APP);
    // No watch and no lit screen: the app does without either.
    release = () => {};
    void announce();
  }

  const off = [
    connection.onOnline(() => {
      // The server may have restarted, and has forgotten nothing that it was told; saying it again is harmless.
      announced.clear();
      unsent.lost();
      if (isShared()) void announce();
      else if (!shares()) void end(owed.among(lines.peek()));
    }),
    connection.on('location.sharing_changed', ({ lineId, memberId, sharing }) => {
      if (sharing || !announced.has(lineId)) return;
      if (!lines.peek().some((line) => line.lineId === lineId && line.me === memberId)) return;
      announced.delete(lineId);
      if (announced.size > 0) return;
      told = false;
      giveUp({ phase: 'off' });
    }),
    effect(() => {
      const open = new Set(lines.value.map(({ lineId }) => lineId));
      untracked(() => {
        if (!shares()) void end(owed.among(lines.peek()));
        if (!isShared()) return;
        for (const lineId of announced) if (!open.has(lineId)) announced.delete(lineId);
        if (open.size === 0) giveUp({ phase: 'off' });
        else void announce();
      });
    }),
  ];
  const before = remembered.get(STORED);
  told = before !== null;
  if (before === 'yes') share();
  else if (before === BY_APP) shareByApp();
  else if (before) {
    const restMs = Number(before) - connection.now();
    if (restMs > 0) share(restMs);
    else remembered.set(STORED, null);
  }

  return {
    state,
    fix,
    endsAt,
    batteryLow,
    share,
    shareByApp,
    stop: () => giveUp({ phase: 'off' }),
    close() {
      for (const end of off.splice(0)) end();
      letGo({ phase: 'off' });
    },
  };
}
