import type { BrowserContext, Locator, Page } from 'playwright-core';

type Role = Parameters<Page['getByRole']>[0];

/** More than stand before anything on our pages, the landmarks of the map among them. */
const TABS_MAX = 120;

/**
 * Somebody who uses a page with fingers or with keys alone and finds everything by what it is and what it is called. Counts what
 * they have to do.
 */
export class Person {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly by: 'touch' | 'keys';
  /** Taps, or keys that do something; the way there with Tab is not counted. */
  presses = 0;

  constructor(page: Page, by: 'touch' | 'keys') {
    this.page = page;
    this.context = page.context();
    this.by = by;
  }

  find(role: Role, name: string | RegExp): Locator {
    return this.page.getByRole(role, { name, exact: true });
  }

  async press(role: Role, name: string | RegExp): Promise<void> {
    await this.pressOn(this.find(role, name).first());
  }

  async pressOn(target: Locator): Promise<void> {
    this.presses += 1;
    if (this.by === 'touch') return target.tap();
    await this.reach(target);
    await this.page.keyboard.press('Enter');
  }

  /** Writes where the person can write; `then` is the key that ends it. */
  async write(role: 'textbox' | 'searchbox', name: string | RegExp, text: string): Promise<void> {
    this.presses += 1;
    const box = this.find(role, name).first();
    if (this.by === 'touch') await box.tap();
    else await this.reach(box);
    await this.page.keyboard.insertText(text);
  }

  /** One press of the finger or the space bar, held for as long as the work takes. */
  async hold(role: Role, name: string | RegExp, meanwhile: () => Promise<void>): Promise<void> {
    this.presses += 1;
    const target = this.find(role, name).first();
    if (this.by === 'keys') {
      await this.reach(target);
      await this.page.keyboard.down('Space');
      await meanwhile();
      await this.page.keyboard.up('Space');
      return;
    }
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (!box) throw new Error('Nobody can press what is not in sight');
    const finger = await this.context.newCDPSession(this.page);
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await meanwhile();
    await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await finger.detach();
  }

  /** Goes there with the Tab key, as whoever has no other way; throws where no way leads there. */
  private async reach(target: Locator): Promise<void> {
    /** The key of the nearer way; null: there. */
    const next = () =>
      target.evaluate((element) => {
        const { activeElement: at } = document;
        if (element === at) return null;
        const isBefore =
          at && at !== document.body && at.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
        return isBefore ? 'Shift+Tab' : 'Tab';
      });
    for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
      const key = await next();
      if (key === null) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`No number of tabs leads to ${target.toString()}`);
  }

  /** Loses the network, does something, is told so in words, and has it again. */
  async withoutNetwork(work: () => Promise<void>): Promise<void> {
    await this.context.setOffline(true);
    try {
      await work();
    } finally {
      await this.context.setOffline(false);
    }
  }
}
