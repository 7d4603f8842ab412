import type { ComponentChildren } from 'preact';

/** 24 × 24 strokes in the text's colour; the word beside it, or the button's label, says what it means. */
export const icon =
  (drawing: ComponentChildren) =>
  ({ size }: { size?: 'xs' | 's' | 'l' }) => (
    <svg class={size ? `i i-${size}` : 'i'} viewBox="0 0 24 24" aria-hidden="true">
      {drawing}
    </svg>
  );

export const CallIcon = icon(
  <path d="M7.2 3.8h2.1a1 1 0 0 1 .9.7l1 3a1 1 0 0 1-.3 1L9.3 9.9a12 12 0 0 0 4.8 4.8l1.4-1.6a1 1 0 0 1 1-.3l3 1a1 1 0 0 1 .7.9v2.1a3 3 0 0 1-3.2 3A14.6 14.6 0 0 1 4.2 7a3 3 0 0 1 3-3.2z" />,
);
export const MicrophoneIcon = icon(
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </>,
);
export const OfflineIcon = icon(
  <path d="M7 18.5a4 4 0 0 1-.6-7.9A6 6 0 0 1 8 7.4M11 5.7a6 6 0 0 1 6.7 5 3.9 3.9 0 0 1 2.5 6M17 18.5H9M4 4l16 16" />,
);
export const PlaceIcon = icon(
  <>
    <path d="M12 21c-3.5-3.8-6.5-7-6.5-11a6.5 6.5 0 0 1 13 0c0 4-3 7.2-6.5 11z" />
    <circle cx="12" cy="10" r="2.3" />
  </>,
);
export const DoneIcon = icon(<path d="M5 12.5 10 17.5 19.5 7" />);
export const DownIcon = icon(<path d="M6 9.5l6 6 6-6" />);
export const AlertIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5v5M12 16h.01" />
  </>,
);
export const CloseIcon = icon(<path d="M6 6l12 12M18 6 6 18" />);
export const MoreIcon = icon(
  <>
    <circle class="fill" cx="5.5" cy="12" r="1.7" />
    <circle class="fill" cx="12" cy="12" r="1.7" />
    <circle class="fill" cx="18.5" cy="12" r="1.7" />
  </>,
);
