import './sheet.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { words } from '../language.ts';
import { around, focusFirst } from './focus.ts';
import { CloseIcon } from './icons.tsx';
import { useLoaded } from './use-loaded.ts';

const t = words({
  zh: {
    close: '关闭',
    opening: '正在打开…',
    offline: '没有网络，联网后会自动打开',
    old: '页面有更新，请重新打开这一页。说过的话都在。',
  },
  en: {
    close: 'Close',
    opening: 'Opening…',
    offline: 'No network. It opens by itself when you are back',
    old: 'This page has an update: open it again. Nothing is lost.',
  },
});

export interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A sheet over the page's lower part: what is behind it is out of reach, Escape and a tap beside it close it. */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = around(document.activeElement);
    if (element === null) return;
    if (typeof element.showModal === 'function') element.showModal();
    else element.setAttribute('open', '');
    // On the sheet, not on its first button: a screen reader says the title, and no keyboard opens on a phone.
    element.focus();
    return () => {
      if (typeof element.close === 'function') element.close();
      // What was done on the sheet may have taken away what it was opened from.
      focusFirst(before);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="over-sheet"
      aria-labelledby={titleId}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div class="over-sheet-page">
        <header class="over-sheet-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="float" aria-label={t().close} onClick={onClose}>
            <CloseIcon size="s" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

export interface LateProps<T> {
  readonly load: () => Promise<T>;
  readonly children: (part: T) => ComponentChildren;
}

/** A part whose code comes when it is opened, if it is not here already: until then it says so. */
export function Late<T extends object>({ load, children }: LateProps<T>) {
  const part = useLoaded(load);
  if (part === null || part === 'gone')
    return (
      <p class="late" role="status">
        {part === 'gone' ? t().old : navigator.onLine ? t().opening : t().offline}
      </p>
    );
  return <>{children(part)}</>;
}
