import { useEffect } from 'preact/hooks';
import { Sheet } from '../../ui/sheet.tsx';
import { t } from './strings.ts';
import type { LateNotes } from '../../notes/late-model.ts';

const TYPED_IN = 'input, textarea, select, [contenteditable]';
/** What a space bar presses itself. */
const PRESSED = 'a, button, summary, label, [role="slider"]';

const isPlain = ({ ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent) =>
  !ctrlKey && !metaKey && !altKey && !isComposing;
const isTypedIn = ({ target }: KeyboardEvent) => target instanceof Element && target.closest(TYPED_IN) !== null;

/** What lies over the page takes the keys: the sheet that was opened last. A call that rings takes them all. */
function keysGoTo(): ParentNode | null {
  if (document.querySelector('.ring')) return null;
  return [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
}

/**
 * The desk's keys, wherever nobody is typing. Most press the button that says its key (`aria-keyshortcuts`); what stands in
 * a column that is not there is opened with it.
 */
export function useDeskKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.repeat || event.defaultPrevented || !isPlain(event) || isTypedIn(event)) return;
      const root = keysGoTo();
      if (root === null) return;
      const done = root === document ? onPage(event) : pressOf(root, event);
      if (done) event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

const shortcutOf = ({ key, shiftKey }: KeyboardEvent) =>
  /^[a-z]$/i.test(key) ? `${shiftKey ? 'Shift+' : ''}${key.toUpperCase()}` : key;

/** Keys that the page's own buttons name; the call's panel has its own. */
const named = new Set(['N', 'Shift+N', 'S', 'T', 'E', 'A', 'Shift+R', '?', '1', '2', '3']);
/** Of these the button stands beside the line, which opens with it where it is narrow. */
const isBeside = new Set(['S', 'T', 'E', 'A', 'Shift+R']);

function pressOf(root: ParentNode, event: KeyboardEvent): boolean {
  const shortcut = shortcutOf(event);
  if (!named.has(shortcut)) return false;
  const button = root.querySelector<HTMLElement>(`[aria-keyshortcuts="${shortcut}"]`);
  // Narrow, what is beside the line opens first.
  const opens = button ?? document.querySelector<HTMLElement>('.desk-open-side');
  if (button === null && (root !== document || !isBeside.has(shortcut))) return false;
  opens?.click();
  return opens !== null;
}

function onPage(event: KeyboardEvent): boolean {
  switch (shortcutOf(event)) {
    case 'J':
      return openNext();
    case 'K':
      return goBy(-1);
    case 'R':
      return focus('.desk-line .composer textarea');
    case '/':
      return focus('.desk-search input');
    case 'C':
      return click('.desk-line .call-strip-join');
    case 'Shift+C':
      return click('.callp .ctrl-hang');
    case 'Escape':
      return click('.desk-find [aria-keyshortcuts="Escape"]');
    default:
      return pressOf(document, event);
  }
}

function focus(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element !== null;
}

function click(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.click();
  return element !== null;
}

/** Opens the line after the one in front, in the order of the list; the first where none is. */
export const openNext = (): boolean => goBy(1);

/** Opens the line after or before the one in front, in the order of the list. */
function goBy(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('.desk-rows :is(a, .desk-hit)')];
  // Of a line that was found by its name and by what was said, what was chosen last.
  const at = rows.findLastIndex((row) => row.hasAttribute('aria-current'));
  const row = at < 0 ? rows.at(by > 0 ? 0 : -1) : rows[at + by];
  row?.scrollIntoView({ block: 'nearest' });
  row?.click();
  return row !== undefined;
}

/** The space bar held anywhere on the page, as a finger on Hold to talk: letting go sends. */
export function useSpaceTalk(notes: LateNotes): void {
  useEffect(() => {
    let isDown = false;
    const down = (event: KeyboardEvent) => {
      if (event.key !== ' ') return;
      // Nothing that has the focus meanwhile is pressed by it.
      if (isDown) event.preventDefault();
      if (isDown || event.repeat || !isPlain(event) || isTypedIn(event)) return;
      const { target } = event;
      if (!(target instanceof Element) || target.closest(PRESSED) || target.matches('[role="log"]')) return;
      // One voice at a time: in a call everybody hears it anyway.
      if (keysGoTo() !== document || document.querySelector('.callp') || notes.state.peek().phase !== 'idle') return;
      event.preventDefault();
      isDown = true;
      notes.press();
    };
    const up = (event: KeyboardEvent) => {
      if (event.key !== ' ' || !isDown) return;
      event.preventDefault();
      isDown = false;
      notes.release();
    };
    /** The window took the key away: nothing is sent unmeant, and nothing is lost. */
    const lost = () => {
      if (!isDown) return;
      isDown = false;
      if (notes.state.peek().phase === 'recording') notes.lock();
      else notes.release();
    };
    addEventListener('keydown', down, true);
    addEventListener('keyup', up, true);
    addEventListener('blur', lost);
    return () => {
      lost();
      removeEventListener('keydown', down, true);
      removeEventListener('keyup', up, true);
      removeEventListener('blur', lost);
    };
  }, [notes]);
}

type Key = readonly [keys: readonly string[], words: string];

const forAll = (): readonly Key[] => {
  const { keys } = t();
  return [
    [['J', 'K'], keys.lines],
    [['R'], keys.reply],
    [['C'], keys.joinCall],
    [['⇧ C'], keys.leaveCall],
    [[keys.space], keys.talk],
    [['M'], keys.mute],
    [['/'], keys.search],
    [['N', '⇧ N'], keys.nextHit],
  ];
};

const beside = (isAgent: boolean): readonly Key[] => {
  const { keys } = t();
  const status: Key = [['S'], keys.status];
  const forAgents: readonly Key[] = [
    [['1', '2', '3'], keys.suggested],
    [['T'], keys.time],
    [['E'], keys.export],
    [['A'], keys.handOver],
    [['⇧ R'], keys.resolve],
  ];
  return isAgent ? [status, ...forAgents] : [status];
};

/** The keys used most, at the foot of a wide desk, and the way to all of them. */
export function KeysBar({ onAll }: { onAll: () => void }) {
  return (
    <footer class="desk-keys">
      {forAll()
        .filter(([keys]) => !['M', '/', '⇧ C'].includes(keys[0] ?? ''))
        .map((key) => (
          // For the eye: the sheet behind the button has them all.
          <OneKey key={key[1]} of={key} isQuiet />
        ))}
      <button type="button" aria-haspopup="dialog" aria-keyshortcuts="?" onClick={onAll}>
        <kbd aria-hidden="true">?</kbd>
        {t().keys.all}
      </button>
    </footer>
  );
}

function OneKey({ of: [keys, words], isQuiet }: { of: Key; isQuiet?: boolean }) {
  return (
    <span aria-hidden={isQuiet}>
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
      {words}
    </span>
  );
}

/** Every key of the page, in a sheet. */
export function KeysSheet({ isAgent, onClose }: { isAgent: boolean; onClose: () => void }) {
  const all: readonly Key[] = [...forAll(), ...beside(isAgent), [['?'], t().keys.help], [['Esc'], t().keys.escape]];
  return (
    <Sheet title={t().keys.title} onClose={onClose}>
      {/* On a low screen the list is scrolled by its keys. */}
      <div class="over-sheet-scroll" tabIndex={0}>
        <p class="sheet-words">{t().keys.why}</p>
        <ul class="desk-keys-all">
          {all.map((key) => (
            <li key={key[1]}>
              <OneKey of={key} />
            </li>
          ))}
        </ul>
      </div>
    </Sheet>
  );
}
