import { SEARCH_MAX } from '../../../server/protocol/limits.ts';
import { initialOf } from '../../people/names.ts';
import { LanguageSwitch } from '../../ui/language-switch.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { SearchIcon } from '../../ui/late-icons.tsx';
import { t } from './strings.ts';
import type { Signal } from '@preact/signals';
import type { ConnectionState } from '../../connection.ts';

export interface DeskTopProps {
  readonly role: 'agent' | 'station';
  readonly phase: ConnectionState['phase'];
  /** Who sits here; empty where no line has told it yet. */
  readonly me: string;
  /** There is room for the keys' names, and most likely a keyboard. */
  readonly hasKeys: boolean;
  readonly search: Signal<string>;
  /** What is found is of what was typed. */
  readonly isSettled: boolean;
  readonly onEnd: () => void;
}

/** Whose page it is, the search, and who sits here. */
export function DeskTop({ role, phase, me, hasKeys, search, isSettled, onEnd }: DeskTopProps) {
  return (
    <header class="desk-top">
      <h1>
        <DoorIcon />
        <span class="desk-brand">Doorline</span> <span>{t().title[role]}</span>
      </h1>
      <form
        class="desk-search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (isSettled && search.value.trim() !== '')
            document.querySelector<HTMLElement>('.desk-rows :is(a, button)')?.focus();
        }}
      >
        <SearchIcon size="s" />
        <input
          type="search"
          dir="auto"
          maxLength={SEARCH_MAX}
          enterkeyhint="search"
          aria-label={t().search[role]}
          aria-keyshortcuts="/"
          placeholder={t().search[role]}
          value={search.value}
          onInput={(event) => (search.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && !event.isComposing) onEnd();
          }}
        />
        {search.value !== '' && (
          <button type="button" aria-label={t().clear} onClick={onEnd}>
            <CloseIcon size="s" />
          </button>
        )}
        {hasKeys && search.value === '' && <kbd aria-hidden="true">/</kbd>}
      </form>
      <div class="desk-me">
        {phase !== 'offline' && <span>{phase === 'online' ? t().online : t().connecting}</span>}
        {me && (
          <span class="desk-my-name">
            <span class="face face-joined" aria-hidden="true">
              {initialOf(me)}
            </span>
            <bdi>{me}</bdi>
          </span>
        )}
        <LanguageSwitch />
      </div>
    </header>
  );
}

/** The sign of the house. */
const DoorIcon = () => (
  <svg class="desk-mark" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M2 20.5h7V5a1.5 1.5 0 0 1 1.5-1.5h8A1.5 1.5 0 0 1 20 5v15.5h2" />
    <path d="M16 12v1.5" />
  </svg>
);
