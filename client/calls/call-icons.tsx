import type { JSX } from 'preact';

const HANDSET =
  'M7.2 3.8h2.1a1 1 0 0 1 .9.7l1 3a1 1 0 0 1-.3 1L9.3 9.9a12 12 0 0 0 4.8 4.8l1.4-1.6a1 1 0 0 1 1-.3l3 1a1 1 0 0 1 .7.9v2.1a3 3 0 0 1-3.2 3A14.6 14.6 0 0 1 4.2 7a3 3 0 0 1 3-3.2z';

const icon = (d: string, transform?: string): JSX.Element => (
  <svg class="i i-l" viewBox="0 0 24 24" aria-hidden="true">
    <path d={d} {...(transform === undefined ? {} : { transform })} />
  </svg>
);

export const answerIcon = icon(HANDSET);
export const hangUpIcon = icon(HANDSET, 'rotate(135 12 12)');
export const muteIcon = icon(
  'M9 6a3 3 0 0 1 6 0v5M9 10v1a3 3 0 0 0 4.5 2.6M5.5 11.5a6.5 6.5 0 0 0 10.3 5.3M18.5 11.5c0 .9-.2 1.8-.5 2.6M12 18v3M4 4l16 16',
);
