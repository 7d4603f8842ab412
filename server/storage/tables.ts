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
  };
  members: { id: string; line_id: string; role: string; name: string };
  /** `scope_id` is a line for a recipient, a round for a courier. */
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
    body: string;
  };
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
  };
  /** One row while a member shares with a line; `fix` and `trail` are JSON. Deleted when sharing ends. */
  positions: {
    line_id: string;
    member_id: string;
    fix: string | null;
    trail: string;
    updated_at: number;
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
  };
}
