/**
 * A bounded queue that is fair: each key in turn gives its oldest item, so that one busy line does not make the others
 * wait for all it said.
 */
export class FairQueue<Item> {
  // Keys in the order of their turns: a Map keeps the order of insertion.
  readonly #waiting = new Map<string, Item[]>();
  readonly #limit: number;
  readonly #limitOfKey: number;
  #size = 0;

  constructor(limit: number, limitOfKey = limit) {
    this.#limit = limit;
    this.#limitOfKey = limitOfKey;
  }

  get size(): number {
    return this.#size;
  }

  /** False where the queue is full, or has enough of this key; then the item is not taken. */
  push(key: string, item: Item): boolean {
    const items = this.#waiting.get(key);
    if (this.#size >= this.#limit || (items?.length ?? 0) >= this.#limitOfKey) return false;
    if (items) items.push(item);
    else this.#waiting.set(key, [item]);
    this.#size++;
    return true;
  }

  /** What waits, in the order of the turns if nothing more comes. */
  *inOrder(): Generator<Item> {
    for (let round = 0, left = this.#size; left > 0; round++) {
      for (const items of this.#waiting.values()) {
        if (round >= items.length) continue;
        yield items[round] as Item;
        left--;
      }
    }
  }

  /** The item whose turn it is, taken out; undefined where none waits. */
  next(): Item | undefined {
    for (const [key, items] of this.#waiting) {
      const item = items.shift();
      this.#waiting.delete(key);
      if (items.length > 0) this.#waiting.set(key, items); // to the end of the turns
      this.#size--;
      return item;
    }
    return undefined;
  }
}
