import { createElement } from 'preact';
import Check from 'lucide/dist/esm/icons/check.mjs';
import ChevronDown from 'lucide/dist/esm/icons/chevron-down.mjs';
import CircleAlert from 'lucide/dist/esm/icons/circle-alert.mjs';
import Clock from 'lucide/dist/esm/icons/clock.mjs';
import CloudOff from 'lucide/dist/esm/icons/cloud-off.mjs';
import Ellipsis from 'lucide/dist/esm/icons/ellipsis.mjs';
import MapPin from 'lucide/dist/esm/icons/map-pin.mjs';
import Mic from 'lucide/dist/esm/icons/mic.mjs';
import Phone from 'lucide/dist/esm/icons/phone.mjs';
import X from 'lucide/dist/esm/icons/x.mjs';
import type { IconNode } from 'lucide';

/**
 * Makes a sign of a drawing on Lucide's grid: strokes in the text's colour. The word beside it, or the button's label, says what it
 * means. Lucide's drawings reach 2 units from the edges of 24; two more around them leave the air that words beside them need.
 * `look`: another class, as `is-filled`.
 */
export const icon =
  (drawing: IconNode, look = '') =>
  ({ size }: { size?: 'xs' | 's' | 'l' }) => (
    <svg class={`i ${look} ${size ? `i-${size}` : ''}`} viewBox="-2 -2 28 28" aria-hidden="true">
      {drawing.map(([tag, attributes]) => createElement(tag, attributes))}
    </svg>
  );

export const CallIcon = icon(Phone);
export const MicrophoneIcon = icon(Mic);
export const ClockIcon = icon(Clock);
export const OfflineIcon = icon(CloudOff);
export const PlaceIcon = icon(MapPin);
export const DoneIcon = icon(Check);
export const DownIcon = icon(ChevronDown);
export const AlertIcon = icon(CircleAlert);
export const CloseIcon = icon(X);
export const MoreIcon = icon(Ellipsis);
