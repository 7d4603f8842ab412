import type { JSX } from 'preact';
import Captions from 'lucide/dist/esm/icons/captions.mjs';
import MicOff from 'lucide/dist/esm/icons/mic-off.mjs';
import Phone from 'lucide/dist/esm/icons/phone.mjs';
import UserPlus from 'lucide/dist/esm/icons/user-plus.mjs';
import { icon } from '../ui/icons.tsx';
import type { CallQuality } from '#protocol';

export const HangUpIcon = icon(Phone, 'is-hung-up');
export const MuteIcon = icon(MicOff);
export const AddIcon = icon(UserPlus);
export const CaptionsIcon = icon(Captions);

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
