import type { JSX } from 'preact';
import type { CallQuality } from '#protocol';

const HANDSET =
  'M7.2 3.8h2.1a1 1 0 0 1 .9.7l1 3a1 1 0 0 1-.3 1L9.3 9.9a12 12 0 0 0 4.8 4.8l1.4-1.6a1 1 0 0 1 1-.3l3 1a1 1 0 0 1 .7.9v2.1a3 3 0 0 1-3.2 3A14.6 14.6 0 0 1 4.2 7a3 3 0 0 1 3-3.2z';
const MICROPHONE_OFF =
  'M9 6a3 3 0 0 1 6 0v5M9 10v1a3 3 0 0 0 4.5 2.6M5.5 11.5a6.5 6.5 0 0 0 10.3 5.3M18.5 11.5c0 .9-.2 1.8-.5 2.6M12 18v3M4 4l16 16';
const PEN = 'M4.5 19.5l1-4.2L16.2 4.6a1.5 1.5 0 0 1 2.1 0l1.1 1.1a1.5 1.5 0 0 1 0 2.1L8.7 18.5z';

const icon = (d: string, transform?: string, size = 'i-l'): JSX.Element => (
  <svg class={`i ${size}`} viewBox="0 0 24 24" aria-hidden="true">
    <path d={d} {...(transform === undefined ? {} : { transform })} />
  </svg>
);

export const answerIcon = icon(HANDSET);
export const hangUpIcon = icon(HANDSET, 'rotate(135 12 12)');
export const muteIcon = icon(MICROPHONE_OFF);
export const addIcon = icon(
  'M10 12a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM3.5 19.8c0-3.2 2.6-5.2 6.5-5.2 1.4 0 2.6.2 3.6.7M18 14.5v6M15 17.5h6',
);
export const outputIcon = icon(
  'M4.5 9.5v5h3.2l4.3 3.6V5.9L7.7 9.5zM15.3 9.2a4 4 0 0 1 0 5.6M17.8 6.7a7.5 7.5 0 0 1 0 10.6',
);
export const captionsIcon = icon(
  'M5.5 5h13A2.5 2.5 0 0 1 21 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16.5v-9A2.5 2.5 0 0 1 5.5 5zM7 11h4M14 11h3M7 15h2M12 15h5',
);
export const writtenIcon = icon(PEN, undefined, 'i-xs');
export const mutedIcon = icon(MICROPHONE_OFF, undefined, 'i-xs');

const LIT: Record<CallQuality, number> = { good: 4, fair: 2, poor: 1 };

/** How many of four bars are lit: the quality by shape, for whoever tells colours apart badly. */
export function QualityBars({ quality }: { quality: CallQuality }): JSX.Element {
  return (
    <svg class={`i quality-bars is-${quality}`} viewBox="0 0 24 24" aria-hidden="true">
      {[6, 10, 14, 18].map((height, index) => (
        <path key={height} class={index < LIT[quality] ? 'on' : ''} d={`M${4.5 + index * 5} 20v-${height}`} />
      ))}
    </svg>
  );
}
