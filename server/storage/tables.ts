import type { Generated } from 'kysely';

/**
 * Row types of both databases. Times are epoch ms (`bigint` in PostgreSQL, read back as number), booleans are 0 and 1,
 * JSON is text: what both engines store alike.
 */
export interface Tables {
  /** Couriers as the operator names them. */
  couriers: { id: string; name: string };
  /** A courier's lines of one day. `day` is the operator's, as yyyy-mm-dd. */
  rounds: { id: string; courier_id: string; day: string };
  /** One row per delivery, which is also its line. `seq` and `rev` are the last ones given. */
  deliveries: {
    id: string;
    reference: string;
    round_id: string;
    stop: number;
    status: string;
    status_at: number;
    recipient_name: string;
    address: string;
    address_detail: string;
    lat: number;
    lng: number;
    window_from: number | null;
    window_to: number | null;
    created_at: number;
    seq: Generated<number>;
    rev: Generated<number>;
    /** The last link of the line's hash chain; empty before the first entry. */
    chain: Generated<string>;
    /** Since when the line waits for an agent of the desk; null where it does not. */
    help_asked_at: Generated<number | null>;
    /** The `rev` up to which nothing is left that retention would have to erase. */
    swept_rev: Generated<number>;
    /** The operator's own id of the recipient: what is remembered is remembered by it. Null: nothing is. */
    recipient_id: Generated<string | null>;
  };
  /**
   * One row per person and line, kept when they leave. `scope_id` is what their link opens: the line for a recipient, the
   * round for a courier, the station for a keeper, the agent for an agent. `joined_seq` is the line's last `seq` when they
   * came: 0 for who was there from the start.
   */
  members: {
    id: string;
    line_id: string;
    role: string;
    name: string;
    scope_id: string;
    joined_seq: Generated<number>;
    left_at: Generated<number | null>;
    /** Language of their notes, `zh` or `en`; null: the engine finds it. */
    speaks: Generated<string | null>;
  };
  stations: { id: string; name: string };
  agents: { id: string; name: string };
  /** `scope_id` as in `members`. */
  links: {
    id: string;
    role: string;
    scope_id: string;
    created_at: number;
    expires_at: number;
    revoked_at: number | null;
  };
  entries: {
    id: string;
    line_id: string;
    seq: number;
    rev: number;
    at: number;
    by_member: string | null;
    client_id: string | null;
    kind: string;
    /** The present state; earlier ones are in `entry_versions`. */
    body: string;
    reply_to: Generated<string | null>;
    /** When this state was written. */
    changed_at: Generated<number>;
    /** Null once the content was erased. */
    salt: Generated<string | null>;
    content_hash: Generated<string>;
    /** This state's link of the line's chain (server/record/chain.ts). */
    hash: Generated<string>;
  };
  /** States that entries had before: with the present ones they are the whole chain of a line, one per `rev`. */
  entry_versions: {
    line_id: string;
    rev: number;
    entry_id: string;
    changed_at: number;
    body: string;
    salt: string | null;
    content_hash: string;
    hash: string;
  };
  /**
   * The words of entries as the search compares them, numbered in the order of adding; `desk`: an agent is or was on the line.
   * Beside it each engine keeps its own index (`text-index.ts`).
   */
  texts: { id: Generated<number>; line_id: string; seq: number; folded: string; desk: number };
  /** How far members have come, as `seq`. Written a little late: after a crash the pages say it again. */
  marks: { line_id: string; member_id: string; delivered: number; read: number };
  /** The pictures behind photo entries: `blob` and `thumb` are keys of blobs. */
  photos: {
    id: string;
    line_id: string;
    entry_id: string;
    member_id: string;
    client_id: string;
    blob: string;
    thumb: string;
    bytes: number;
    created_at: number;
  };
  /**
   * What the operator's backend is told, in the order of `position`. `next_at` null: nothing more will be tried by itself;
   * `claimed_until`: one process is sending it until then at most.
   */
  webhooks: {
    position: Generated<number>;
    id: string;
    line_id: string | null;
    event: string;
    body: string;
    created_at: number;
    attempts: number;
    next_at: number | null;
    claimed_until: number | null;
    delivered_at: number | null;
    last_failure: string | null;
  };
  /** Members whose content was asked to be erased; `done_at` null: not yet all of it. */
  erasures: { line_id: string; member_id: string; asked_at: number; done_at: number | null };
  /** Small things that the operator sets over the API, as JSON. */
  operator_data: { key: string; value: string };
  /** The audio and the work on it; the transcript that people see is in the entry's body. */
  notes: {
    id: string;
    line_id: string;
    entry_id: string | null;
    member_id: string;
    client_id: string;
    blob: string;
    mime: string;
    bytes: number;
    duration_ms: number;
    /** `pending`, `done`, `no_speech`, `failed`. */
    transcript_state: string;
    attempts: number;
    created_at: number;
    /** Key of an MP3 of it; null where it plays everywhere as it came, or came to an earlier version. */
    rendition: Generated<string | null>;
  };
  /** One row while a member shares with a line. Deleted when sharing ends, or when what is kept of it is old enough. */
  positions: {
    line_id: string;
    member_id: string;
    /** Null and empty while it is shared; where the operator keeps them after the end, what the line was last shown, JSON. */
    fix: string | null;
    trail: string;
    updated_at: number;
    /** When it ends by itself; null: with the delivery. */
    ends_at: Generated<number | null>;
    /** Since when the line sees the way; null: it does not. */
    since: Generated<number | null>;
  };
  /**
   * Where somebody is and was, once for all the lines that they share it with; `scope_id` as in `members`, `fix` and `trail`
   * are JSON. Written a little late; deleted with the last share.
   */
  ways: { role: string; scope_id: string; fix: string | null; trail: string; updated_at: number };
  /** Compounds as the operator loads them: a GeoJSON FeatureCollection in WGS-84, and the box around it. */
  compounds: {
    id: string;
    geojson: string;
    south: number;
    west: number;
    north: number;
    east: number;
    updated_at: number;
  };
  /** What a courier's background app reports with. Of its secret only the SHA-256 is kept. */
  trackers: {
    id: string;
    courier_id: string;
    secret_hash: string;
    created_at: number;
    revoked_at: number | null;
    /** When it was last heard of. */
    heard_at: number | null;
  };
  /**
   * Browsers that hear of their lines while their page is closed; `scope_id` as in `members`, `handle` is what the phone calls
   * the link. Good as long as the link is.
   */
  push_subscriptions: {
    id: string;
    link_id: string;
    role: string;
    scope_id: string;
    endpoint: string;
    p256dh: string;
    auth: string;
    handle: string;
    created_at: number;
  };
  /**
   * What a recipient wishes: `remembers` 0, that nothing is kept of them; else where and how, as they have said themselves. What
   * ended up to `forgotten_at` was deleted, and is not learnt again.
   */
  preferences: {
    recipient_id: string;
    remembers: number;
    place: string | null;
    channel: string | null;
    forgotten_at: number;
  };
  /** A recipient's short words for later couriers. */
  preference_notes: { id: string; recipient_id: string; text: string; at: number };
  /**
   * What became of each visit at a recipient's door; most deliveries need one. `weekday` (1 Monday to 7) and `hour` by the
   * clocks there; null where it is not known.
   */
  preference_outcomes: {
    line_id: string;
    visit: number;
    recipient_id: string;
    at: number;
    weekday: number;
    hour: number;
    place: string | null;
    home: number | null;
    channel: string | null;
  };
  /** What was agreed or found out for a visit, by people or by their words; its outcome is made with it. */
  preference_facts: {
    line_id: string;
    visit: number;
    place: string | null;
    home: number | null;
    channel: string | null;
    at: number;
  };
  /** One row per call; `ended_at` is null while it lives, so that a restart can close what it left behind. */
  calls: {
    id: string;
    line_id: string;
    started_by: string;
    started_at: number;
    answered_at: number | null;
    ended_at: number | null;
    ended_as: string | null;
    /** What a restarted server needs to go on with the call, JSON of `server/calls/kept-call.ts`; null once it has ended. */
    live: string | null;
    /** A sign of life of the call's server, epoch ms; null for calls of earlier versions. */
    alive_at: number | null;
  };
}
