import Bell from 'lucide/dist/esm/icons/bell.mjs';
import List from 'lucide/dist/esm/icons/list.mjs';
import SquarePlus from 'lucide/dist/esm/icons/square-plus.mjs';
import { icon } from '../ui/icons.tsx';

export const BellIcon = icon(Bell);
export const HomeScreenIcon = icon(SquarePlus);
export const LinesIcon = icon(List);
