/** An element with everything around it, from the inside out. */
export function around(element: Element | null): readonly Element[] {
  const all: Element[] = [];
  for (let next = element; next !== null; next = next.parentElement) all.push(next);
  return all;
}

const takesFocus = (element: Element): element is HTMLElement =>
  element instanceof HTMLElement && element.isConnected && (element.tabIndex >= 0 || element.hasAttribute('tabindex'));

/** Gives the focus to the first of them that is still in the page and takes it; false where none does. */
export function focusFirst(elements: readonly Element[]): boolean {
  const near = elements.find((element) => element.localName !== 'main' && takesFocus(element));
  if (near instanceof HTMLElement) near.focus({ preventScroll: true });
  return near !== undefined;
}

function focusMain(): void {
  const main = document.querySelector('main');
  if (main === null) return;
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

/** Longer than a view takes to put the focus where it wants it, ms. */
const AFTER_MS = 100;

/**
 * Keeps the keyboard's place for as long as the page is there. When the element that has the focus is taken out of the page,
 * a browser leaves the focus nowhere, and the next Tab begins at the top: here it goes to what was around the element, else to
 * the page's main part.
 */
export function keepFocus(): void {
  let path: readonly Element[] = [];
  document.addEventListener('focusin', ({ target }) => {
    path = target instanceof Element ? around(target) : [];
  });
  document.addEventListener('focusout', ({ target }) => {
    // Chromium tells it also of an element that is being taken out, before it is out. A person who taps beside everything means it.
    queueMicrotask(() => {
      if (target instanceof Element && target.isConnected && target === path[0]) path = [];
    });
  });
  const isLost = () => path[0] && !path[0].isConnected && document.activeElement === document.body;
  new MutationObserver(() => {
    if (!isLost()) return;
    setTimeout(() => {
      if (isLost() && !focusFirst(path)) focusMain();
    }, AFTER_MS);
  }).observe(document.body, { childList: true, subtree: true });
}
