import type { LineId } from '#protocol';
import { rememberedLong } from '../remembered.ts';

const STORED = 'doorline.sharing.owed';
/** Ids have no spaces. */
const stored = (): LineId[] => (rememberedLong.get(STORED)?.split(' ') ?? []) as LineId[];

/** Lines that were stopped without the server's answer. The phone keeps them: a page that was closed meanwhile tells it too. */
export class OwedStops {
  #lineIds: ReadonlySet<LineId> = new Set(stored());

  add(lineIds: readonly LineId[]): void {
    this.#keep([...this.#lineIds, ...lineIds]);
  }

  /** They are stopped, or shared again. */
  settle(lineIds: readonly LineId[]): void {
    this.#keep([...this.#lineIds].filter((lineId) => !lineIds.includes(lineId)));
  }

  /** Those of them that this page may stop. */
  among(own: readonly { readonly lineId: LineId }[]): LineId[] {
    return own.flatMap(({ lineId }) => (this.#lineIds.has(lineId) ? [lineId] : []));
  }

  #keep(lineIds: readonly LineId[]): void {
    this.#lineIds = new Set(lineIds);
    rememberedLong.set(STORED, this.#lineIds.size === 0 ? null : [...this.#lineIds].join(' '));
  }
}
