import './preferences.css';
import { useEffect, useRef } from 'preact/hooks';
import { HabitIcon } from './preference-icons.tsx';
import { rememberedOf } from './remembered-model.ts';
import { t } from './remembered-strings.ts';
import type { Connection } from '../connection.ts';
import type { LineId } from '#protocol';

export interface RememberedRowProps {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** How it looks among the others. */
  readonly class?: string;
  /** Something stands under it, and stays where it is while the answer comes. */
  readonly keepsRoom: boolean;
  readonly onOpen: () => void;
}

/** The way to what is remembered of the reader; nothing where nothing can be. */
export function RememberedRow({ connection, lineId, class: look, keepsRoom, onOpen }: RememberedRowProps) {
  const model = rememberedOf(connection, lineId);
  const all = model.all.value;
  const cameLate = useRef(all === null).current;
  useEffect(() => model.follow(), [model]);
  const row = all !== null && all.remembering !== 'never' && (
    <button type="button" class={look} aria-haspopup="dialog" onClick={onOpen}>
      <HabitIcon />
      <span>
        {t().title}
        <small>{t().rowWhy}</small>
      </span>
    </button>
  );
  return keepsRoom && (cameLate || row) ? <div class="remembered-room">{row}</div> : row;
}
