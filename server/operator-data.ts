import type { Kysely } from 'kysely';
import type { Clock } from './parts.ts';
import type { Tables } from './storage/tables.ts';

/** A change made through another process is known here after this, ms; one made here at once. */
const KNOWN_MS = 10_000;

/** A small thing that the operator sets as a whole over the API. */
export interface OperatorData<Value> {
  /** The operator's own, or the defaults. */
  get(): Promise<Value>;
  set(value: Value): Promise<void>;
  /** Back to the defaults. */
  reset(): Promise<void>;
}

interface Needs<Value> {
  readonly db: Kysely<Tables>;
  readonly clock: Clock;
  readonly key: string;
  readonly defaults: Value;
}

export function openOperatorData<Value>({ db, clock, key, defaults }: Needs<Value>): OperatorData<Value> {
  let known: { readonly value: Value; readonly until: number } | null = null;
  return {
    async get() {
      if (known && clock.now() < known.until) return known.value;
      const row = await db.selectFrom('operator_data').select('value').where('key', '=', key).executeTakeFirst();
      // Written by `set` alone, so what comes back is of the type that went in.
      const value = row ? (JSON.parse(row.value) as Value) : defaults;
      known = { value, until: clock.now() + KNOWN_MS };
      return value;
    },

    async set(value) {
      const json = JSON.stringify(value);
      await db
        .insertInto('operator_data')
        .values({ key, value: json })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: json }))
        .execute();
      known = null;
    },

    async reset() {
      await db.deleteFrom('operator_data').where('key', '=', key).execute();
      known = null;
    },
  };
}
