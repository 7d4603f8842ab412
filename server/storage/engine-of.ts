import { type Kysely, PostgresAdapter } from 'kysely';

/** The few places where the two engines must be asked differently ask this first. */
export const engineOf = (db: Pick<Kysely<unknown>, 'getExecutor'>): 'sqlite' | 'postgres' =>
  db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
