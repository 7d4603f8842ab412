import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Tables } from '../tables.ts';
import { first } from './001-first.ts';
import { record } from './002-record.ts';
import { search } from './003-search.ts';
import { calls } from './004-calls.ts';
import { speaks } from './005-speaks.ts';
import { renditions } from './006-renditions.ts';
import { map } from './007-map.ts';
import { ways } from './008-ways.ts';
import { compoundBoxes } from './009-compound-boxes.ts';
import { push } from './010-push.ts';
import { preferences } from './011-preferences.ts';
import { suggestions } from './012-suggestions.ts';

/** Forward only, in this order, the same for both engines. A landed migration is never edited: add the next one. */
const migrations: Record<string, Migration> = {
  '001-first': first,
  '002-record': record,
  '003-search': search,
  '004-calls': calls,
  '005-speaks': speaks,
  '006-renditions': renditions,
  '007-map': map,
  '008-ways': ways,
  '009-compound-boxes': compoundBoxes,
  '010-push': push,
  '011-preferences': preferences,
  '012-suggestions': suggestions,
};

/** Brings the database to the newest form; does nothing where it is. Rejects, changing nothing more, at the first that fails. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw new Error('The database could not be brought to the newest form', { cause: error });
}
