import { icons } from './icons.ts';
import { Cell, Cells } from './cells.tsx';
import { say } from './still.ts';

const texts = [13, 15, 17, 20, 26, 34, 64];
const spaces = ['space-half', 'space-1', 'space-2', 'space-3', 'space-4', 'space-6', 'touch', 'touch-primary'];
const radii = ['radius-s', 'radius-m', 'radius-l', 'radius-full'];
const inks = [
  ['ink', 'paper'],
  ['ink', 'surface'],
  ['ink', 'sunken'],
  ['ink-2', 'surface'],
  ['ink-3', 'surface'],
  ['on-brand', 'brand'],
  ['brand-text', 'brand-tint'],
  ['ink', 'brand-tint'],
  ['on-other', 'other'],
  ['other-text', 'other-tint'],
  ['ink', 'other-tint'],
  ['on-fill', 'ok'],
  ['ok-text', 'ok-tint'],
  ['on-fill', 'danger'],
  ['danger-text', 'danger-tint'],
  ['wait-text', 'wait-tint'],
  ['ink', 'hit'],
  ['on-strip', 'strip'],
  ['on-brand', 'ride'],
] as const;

/** Type, space, colours, icons and the plain controls. */
export function FoundationCells() {
  return (
    <>
      <Cells title="Type">
        {texts.map((size) => (
          <Cell key={size} name={`${size}`}>
            <span style={{ fontSize: `var(--text-${size})` }}>
              {size === 64 ? '64' : say('约 4 分钟', 'About 4 min')}
            </span>
          </Cell>
        ))}
      </Cells>
      <Cells title="Space and radius">
        {spaces.map((space) => (
          <Cell key={space} name={space}>
            <span class="measure" style={{ width: `var(--${space})`, height: `var(--${space})` }} />
          </Cell>
        ))}
        {radii.map((radius) => (
          <Cell key={radius} name={radius}>
            <span class="measure" style={{ width: '64px', height: '64px', borderRadius: `var(--${radius})` }} />
          </Cell>
        ))}
      </Cells>
      <Cells title="Colours">
        {inks.map(([ink, ground]) => (
          <Cell key={`${ink} ${ground}`} name={`${ink} on ${ground}`}>
            <span class="swatch" style={{ color: `var(--${ink})`, background: `var(--${ground})` }}>
              {say('文字 Aa 12', 'Aa 文 12')}
            </span>
          </Cell>
        ))}
      </Cells>
      <Cells title="Icons">
        {Object.entries(icons).map(([name, Icon]) => (
          <Cell key={name} name={name}>
            <Icon />
          </Cell>
        ))}
      </Cells>
      <Cells title="Controls">
        {[
          ['at rest', ''],
          ['pressed', 'active'],
          ['with the focus', 'focus-visible'],
        ].map(([name, force]) => (
          <Cell key={name} name={name ?? ''}>
            <Controls force={force ?? ''} off={false} />
          </Cell>
        ))}
        <Cell name="off">
          <Controls force="" off />
        </Cell>
      </Cells>
    </>
  );
}

/** `force`: which state of the pointer or keyboard the one who takes the picture puts on it. */
function Controls({ force, off }: { force: string; off: boolean }) {
  const is = { type: 'button' as const, 'data-force': force, 'aria-disabled': off };
  return (
    <>
      <button {...is} class="btn btn-primary">
        {say('确认', 'Confirm')}
      </button>
      <button {...is} class="btn">
        {say('关闭', 'Close')}
      </button>
      <button {...is} class="btn btn-line">
        {say('再打一次', 'Call again')}
      </button>
      <button {...is} class="float">
        EN
      </button>
      <button {...is} class="chip">
        {say('马上下来', 'Coming down')}
      </button>
    </>
  );
}
