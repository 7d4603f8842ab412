import { createHash } from 'node:crypto';
import type { Entry, LineId, Mark, PushKind, PushMessage, PushSubscribe } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Parts, Scope } from '../parts.ts';
import { areKeys, encrypted } from './encrypt.ts';
import type { PostPush, PushAnswer } from './post.ts';
import { type Added, carriages, isGone, mayPushTo, mayTryAgain, restMs, toTell } from './rules.ts';
import type { Listener, PushStore } from './store.ts';
import type { Vapid } from './vapid.ts';

/** What was said is told so much later, ms: whoever looks at the page has read it by then, and what comes together is told once. */
const TELL_AFTER_MS = 3000;
/** A push service that has not answered by then has failed this time, ms. */
const TRY_MAX_MS = 10_000;
const FORGET_EVERY_MS = 3_600_000;

type Outcome = 'delivered' | 'failed' | 'gone';

interface Needs extends Pick<Parts, 'clock' | 'happenings' | 'log' | 'newId' | 'report'> {
  readonly store: PushStore;
  readonly vapid: Vapid;
  /** Push services that may be posted to (`mayPushTo`). */
  readonly hosts: readonly string[];
  readonly post: PostPush;
  /** How far everybody on the line has come. */
  readonly marksOf: (lineId: LineId) => Promise<Mark[]>;
  /** Counts what became of a message. */
  readonly told: (outcome: Outcome) => void;
}

export interface Push {
  /** What browsers subscribe with. */
  readonly publicKey: string;
  /** From now on the browser hears of the actor's lines. Again: the same. `bad_request` where it cannot be pushed to. */
  subscribe(actor: Actor, subscription: PushSubscribe): Promise<void>;
  /** Again: nothing more. */
  unsubscribe(scope: Scope, endpoint: string): Promise<void>;
  /** Forgets who came by the link; done when it resolves. */
  forgetLink: PushStore['forgetLink'];
  /** Gives up what is under way: a push that is late by a restart is told by the page itself. */
  close(): Promise<void>;
}

interface Way {
  /** What the push service knows the subject by. */
  readonly topic: string;
  /** When the message is no longer true, epoch ms. */
  readonly until: number;
  /** Another message has taken its place: it is tried no more. */
  readonly stop: AbortController;
}

const spoken: ReadonlySet<Entry['body']['kind']> = new Set(['text', 'photo', 'voice', 'place']);

function addedBy({ body, by, seq }: Entry): Added | null {
  if (spoken.has(body.kind)) return { seq, by, what: 'said' };
  return body.kind === 'status' && body.status === 'arrived' ? { seq, by, what: 'arrived' } : null;
}

/** Tells browsers whose page is closed of calls and messages, for those who asked for it. At most once; a page tells the rest. */
export function openPush(parts: Needs): Push {
  const { clock, happenings, hosts, log, marksOf, newId, post, report, store, told, vapid } = parts;
  let closed = false;
  const underWay = new Set<Promise<void>>();
  /** What each line is to be told of, and how to call that off. */
  const waiting = new Map<LineId, { added: Added[]; cancel: () => void }>();
  /** The newest message of each subject to each browser: an older one is tried no more. */
  const newest = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();
  const tries = new Set<AbortController>();
  let stopForgetting = (): void => undefined;
  /** False until somebody subscribes: then nothing is looked up for nobody. */
  let any = false;

  function inBackground(work: Promise<void>): void {
    const job = work.catch((error: unknown) => report('push', error)).finally(() => underWay.delete(job));
    underWay.add(job);
  }

  function forgetDead(): void {
    const forget = async () => {
      await store.forgetDead(clock.now());
      any ||= await store.any();
    };
    inBackground(forget());
    stopForgetting = clock.after(FORGET_EVERY_MS, forgetDead);
  }
  forgetDead();

  /** What the service answers, or null where it does not. */
  async function tryOnce(listener: Listener, message: PushMessage, { topic, until }: Way): Promise<PushAnswer | null> {
    const patience = new AbortController();
    tries.add(patience);
    const enough = clock.after(TRY_MAX_MS, () => patience.abort());
    try {
      return await post(listener.endpoint, {
        headers: {
          authorization: vapid.authorization(new URL(listener.endpoint).origin),
          'content-encoding': 'aes128gcm',
          'content-type': 'application/octet-stream',
          ttl: String(Math.ceil((until - clock.now()) / 1000)),
          topic,
          urgency: carriages[message.what].urgency,
        },
        body: encrypted(JSON.stringify(message), listener),
        signal: patience.signal,
      });
    } catch {
      return null;
    } finally {
      enough();
      tries.delete(patience);
    }
  }

  /** Until the time is over, or another message takes the place of this one. */
  function pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((done) => {
      const cancel = clock.after(ms, over);
      signal.addEventListener('abort', over);
      function over() {
        cancel();
        signal.removeEventListener('abort', over);
        done();
      }
    });
  }

  async function handOver(listener: Listener, message: PushMessage, way: Way): Promise<void> {
    const { stop, until } = way;
    for (const ms of [...carriages[message.what].again, null]) {
      if (stop.signal.aborted) return;
      const answer = await tryOnce(listener, message, way);
      if (closed) return;
      const status = answer?.status ?? null;
      if (status !== null && status >= 200 && status < 300) return told('delivered');
      if (status !== null && isGone(status)) {
        await store.drop(listener.id);
        return told('gone');
      }
      const restUntil = clock.now() + Math.max(ms ?? 0, restMs(answer?.retryAfter, clock.now()));
      if (ms === null || restUntil >= until || !mayTryAgain(status)) {
        log.warn({ status, what: message.what }, 'a push was not taken');
        return told('failed');
      }
      if (!stop.signal.aborted) await pause(restUntil - clock.now(), stop.signal);
      // They may have left meanwhile, or their link has ended.
      const still = await store.ofLine(message.lineId, clock.now());
      if (!still.some(({ id }) => id === listener.id)) return;
    }
  }

  function tell(listener: Listener, lineId: LineId, what: PushKind): Promise<void> {
    const { subject, ttlS } = carriages[what];
    // A push service reads it: the same for two messages of one subject, and nothing more.
    const topic = createHash('sha256').update(`${listener.id} ${lineId} ${subject}`).digest('base64url').slice(0, 32);
    const before = newest.get(topic);
    before?.stop.abort();
    const way: Way = { topic, until: clock.now() + ttlS * 1000, stop: new AbortController() };
    const hand = async () => {
      // The one before may be on its way: it must not come after this one.
      await before?.done.catch(() => undefined);
      await handOver(listener, { handle: listener.handle, lineId, what }, way);
    };
    const done = hand().finally(() => {
      if (newest.get(topic)?.done === done) newest.delete(topic);
    });
    newest.set(topic, { stop: way.stop, done });
    return done;
  }

  async function tellOf(lineId: LineId, added: readonly Added[]): Promise<void> {
    const listeners = await store.ofLine(lineId, clock.now());
    if (listeners.length === 0) return;
    const marks = new Map((await marksOf(lineId)).map(({ memberId, read }) => [memberId, read]));
    await Promise.all(
      listeners.map(async (listener) => {
        const what = toTell(listener.member, marks.get(listener.member.id) ?? 0, added);
        if (what !== null) await tell(listener, lineId, what);
      }),
    );
  }

  happenings.onEntryAdded((entry) => {
    const one = any ? addedBy(entry) : null;
    if (one === null || closed) return;
    const { lineId } = entry;
    const before = waiting.get(lineId);
    if (before) {
      before.added.push(one);
      return;
    }
    const added = [one];
    const cancel = clock.after(TELL_AFTER_MS, () => {
      waiting.delete(lineId);
      inBackground(tellOf(lineId, added));
    });
    waiting.set(lineId, { added, cancel });
  });
  happenings.onRing(({ lineId, memberId, what }) => {
    if (!any || closed) return;
    const ring = async () => {
      const listeners = await store.ofLine(lineId, clock.now());
      const theirs = listeners.filter(({ member }) => member.id === memberId);
      await Promise.all(theirs.map((listener) => tell(listener, lineId, what)));
    };
    inBackground(ring());
  });
  happenings.onLinkRevoked((linkId) => inBackground(store.forgetLink(linkId)));

  return {
    publicKey: vapid.publicKey,

    async subscribe(actor, { endpoint, p256dh, auth, handle }) {
      if (!mayPushTo(endpoint, hosts))
        throw new RefusedError('bad_request', 'This server does not push to that address (DOORLINE_PUSH_HOSTS)');
      if (!areKeys({ p256dh, auth })) throw new RefusedError('bad_request', 'The keys are none');
      await store.put(actor, { id: newId(), endpoint, p256dh, auth, handle }, clock.now());
      any = true;
    },

    unsubscribe: (scope, endpoint) => store.remove(scope, endpoint),
    forgetLink: (linkId) => store.forgetLink(linkId),

    async close() {
      closed = true;
      stopForgetting();
      for (const { cancel } of waiting.values()) cancel();
      waiting.clear();
      for (const { stop } of newest.values()) stop.abort();
      for (const patience of tries) patience.abort();
      await Promise.all(underWay);
    },
  };
}
