import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** Which compounds lie around a door is read from the index alone: a row is as long as its GeoJSON. */
export const compoundBoxes = {
  async up(db: Kysely<Tables>): Promise<void> {
    await db.schema
      .createIndex('compounds_box')
      .on('compounds')
      .columns(['south', 'north', 'west', 'east', 'id', 'updated_at'])
      .execute();
  },
};
