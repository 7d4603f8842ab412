import Circle from 'lucide/dist/esm/icons/circle.mjs';
import Compass from 'lucide/dist/esm/icons/compass.mjs';
import LocateFixed from 'lucide/dist/esm/icons/locate-fixed.mjs';
import Moon from 'lucide/dist/esm/icons/moon.mjs';
import Navigation from 'lucide/dist/esm/icons/navigation.mjs';
import Play from 'lucide/dist/esm/icons/play.mjs';
import Pointer from 'lucide/dist/esm/icons/pointer.mjs';
import Square from 'lucide/dist/esm/icons/square.mjs';
import { icon } from '../ui/icons.tsx';

export const AllInViewIcon = icon(LocateFixed);
export const CompassIcon = icon(Compass);
export const FingerIcon = icon(Pointer);
export const ShareIcon = icon(Navigation);
export const StopIcon = icon(Square, 'is-filled');
export const RunIcon = icon(Play);
export const NotChosenIcon = icon(Circle);
export const ScreenOffIcon = icon(Moon);
