import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What a page owes to whoever cannot see it, press exactly, or use a pointer, measured in the page itself. */

/** What is being moved is judged once it stands. */
const settled = (page: Page) =>
  page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => {
      const isEndless = effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY;
      return isEndless || playState !== 'running';
    }),
  );

/** Rules of axe that the page breaks, each with the elements that break it. Under a sheet the page is out of reach, and passed over. */
export async function faults(page: Page): Promise<string[]> {
  await settled(page);
  const axe = new AxeBuilder({ page }).options({ preload: false });
  const hasSheet = await page.evaluate(() => document.querySelector('dialog:modal') !== null);
  const { violations } = await (hasSheet ? axe.include('dialog:modal') : axe).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/**
 * Controls that a finger may press and that have less than 44 × 44 px, with their measures. A control in the middle of a sentence
 * has the sentence's height (WCAG 2.5.8), and the target of a radio button is its label.
 */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const controls = 'button, a[href], input, select, textarea, summary, [role=button], [role=slider], [role=tab]';
    const modal = [...document.querySelectorAll('dialog:modal')].at(-1);
    const small: string[] = [];
    for (const control of (modal ?? document).querySelectorAll<HTMLElement>(controls)) {
      if (control.closest('[aria-hidden=true], [inert]')) continue;
      const target = (control instanceof HTMLInputElement && control.labels?.[0]) || control;
      if (!target.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const inSentence = [...(target.parentNode?.childNodes ?? [])].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      if (inSentence) continue;
      let box = target.getBoundingClientRect();
      if (box.width === 0 || (box.width >= 43.9 && box.height >= 43.9)) continue;
      target.scrollIntoView({ block: 'center', inline: 'center' });
      box = target.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      // What it takes beyond what is drawn counts.
      const takes = (aside: number, down: number) => {
        const at = document.elementFromPoint(x + aside, y + down);
        return at !== null && target.contains(at);
      };
      const reach = (aside: number, down: number) => {
        let far = 0;
        while (far < 44 && takes(aside * (far + 0.5), down * (far + 0.5))) far += 0.5;
        return far;
      };
      const width = reach(-1, 0) + reach(1, 0);
      const height = reach(0, -1) + reach(0, 1);
      // Under a sheet that covers it, nobody can press it.
      if (width === 0 || height === 0) continue;
      if (width >= 43 && height >= 43) continue;
      const name = control.getAttribute('aria-label') ?? control.textContent?.trim() ?? '';
      small.push(`${control.localName}.${control.className} "${name.slice(0, 40)}" ${width} × ${height}`);
    }
    return small;
  });

/** What stands out of the page to its side, in words; empty where all is in. */
export const sticksOut = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(
      (one) => one.getBoundingClientRect().right > clientWidth + 1,
    );
    return wide
      .slice(0, 5)
      .map((one) => `${one.localName}.${one.className} ends at ${one.getBoundingClientRect().right}`);
  });

/** What has the focus: its accessible name or its words, `nothing` where the focus is lost. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) return 'nothing';
    const label = activeElement.getAttribute('aria-labelledby');
    const named = label && document.getElementById(label)?.textContent;
    const picture = activeElement.querySelector('img')?.alt;
    const words = activeElement.getAttribute('aria-label') || picture || activeElement.textContent?.trim();
    return named || words || activeElement.localName;
  });

/** Buttons and links of one name that do different things, each name once. */
export const sharedNames = (page: Page, role: 'button' | 'link'): Promise<string[]> =>
  page
    .getByRole(role)
    .evaluateAll((all) =>
      all
        .map((one) => one.getAttribute('aria-label') ?? one.textContent?.trim() ?? '')
        .filter((name, index, names) => names.indexOf(name) !== index),
    );

/** Everything that runs on the page now and takes time. */
export const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document.getAnimations().flatMap(({ effect }) => {
      const lasts = Number(effect?.getComputedTiming().duration ?? 0);
      const target = effect instanceof KeyframeEffect ? effect.target : null;
      return lasts > 1 ? [`${target?.className} for ${lasts} ms`] : [];
    }),
  );

/** Runs in the page before its scripts: keeps what its live regions say, as a screen reader hears them. */
export function keepSpoken(): void {
  const spoken: string[] = [];
  Object.assign(globalThis, { spoken });
  const live = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]';
  const regionsOf = ({ target, addedNodes }: MutationRecord): Element[] => {
    const around = target instanceof Element ? target : target.parentElement;
    const added = [...addedNodes].filter((node) => node instanceof Element);
    const inside = added.concat(added.flatMap((node) => Array.from(node.querySelectorAll(live))));
    const region = around?.closest(live);
    const fresh = inside.filter((one) => one.matches(live));
    return region ? [region, ...fresh] : fresh;
  };
  new MutationObserver((changes) => {
    for (const region of new Set(changes.flatMap(regionsOf))) {
      const text = region.isConnected && region.textContent?.trim();
      if (text) spoken.push(text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** How often a live region of the page has said something with these words. */
export const timesSpoken = (page: Page, words: string): Promise<number> =>
  page.evaluate(
    (said) => (Reflect.get(globalThis, 'spoken') as string[]).filter((text) => text.includes(said)).length,
    words,
  );

/**
 * By the page's own switch; one that is behind a sheet hears a script. A view that takes all of the page, as that for riding, has
 * none, and stays in its language.
 */
async function switchLanguage(page: Page, to: 'en' | 'zh'): Promise<void> {
  const isThere = await page.evaluate(() => {
    const switches = [...document.querySelectorAll('button')];
    const found = switches.find((one) => /^(EN, English|中文)$/.test(one.getAttribute('aria-label') ?? ''));
    found?.click();
    return found !== undefined;
  });
  if (isThere) await page.locator(`html[lang^=${to}]`).waitFor();
}

/** All that is wrong with the page as it stands, each with the state's name: in English by day, and in Chinese by night. */
export async function wrongWith(page: Page, state: string): Promise<string[]> {
  const wrong = [...(await faults(page)), ...(await smallTargets(page)), ...(await sticksOut(page))];
  if ((await focused(page)) === 'nothing') wrong.push('the focus is lost');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-scheme=night]').waitFor();
  await switchLanguage(page, 'zh');
  wrong.push(...(await faults(page)), ...(await smallTargets(page)), ...(await sticksOut(page)));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-scheme=day]').waitFor();
  await switchLanguage(page, 'en');
  return wrong.map((one) => `${state}: ${one}`);
}
