import ChevronsRight from 'lucide/dist/esm/icons/chevrons-right.mjs';
import ChevronsUp from 'lucide/dist/esm/icons/chevrons-up.mjs';
import Ear from 'lucide/dist/esm/icons/ear.mjs';
import Lock from 'lucide/dist/esm/icons/lock.mjs';
import Pause from 'lucide/dist/esm/icons/pause.mjs';
import Play from 'lucide/dist/esm/icons/play.mjs';
import { icon } from '../ui/icons.tsx';

export const PlayIcon = icon(Play, 'is-filled');
export const PauseIcon = icon(Pause, 'is-filled');
export const EarIcon = icon(Ear);
export const LockIcon = icon(Lock);
export const WayUpIcon = icon(ChevronsUp, 'rec-track rec-track-up');
export const WayAsideIcon = icon(ChevronsRight, 'rec-track rec-track-aside');
