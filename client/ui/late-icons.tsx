import ArrowUp from 'lucide/dist/esm/icons/arrow-up.mjs';
import CheckCheck from 'lucide/dist/esm/icons/check-check.mjs';
import ChevronLeft from 'lucide/dist/esm/icons/chevron-left.mjs';
import ChevronRight from 'lucide/dist/esm/icons/chevron-right.mjs';
import ChevronUp from 'lucide/dist/esm/icons/chevron-up.mjs';
import Copy from 'lucide/dist/esm/icons/copy.mjs';
import Heart from 'lucide/dist/esm/icons/heart.mjs';
import Link from 'lucide/dist/esm/icons/link.mjs';
import LogOut from 'lucide/dist/esm/icons/log-out.mjs';
import MessageSquareCheck from 'lucide/dist/esm/icons/message-square-check.mjs';
import MessageSquareText from 'lucide/dist/esm/icons/message-square-text.mjs';
import Pencil from 'lucide/dist/esm/icons/pencil.mjs';
import Reply from 'lucide/dist/esm/icons/reply.mjs';
import Search from 'lucide/dist/esm/icons/search.mjs';
import ShieldCheck from 'lucide/dist/esm/icons/shield-check.mjs';
import Store from 'lucide/dist/esm/icons/store.mjs';
import Undo2 from 'lucide/dist/esm/icons/undo-2.mjs';
import User from 'lucide/dist/esm/icons/user.mjs';
import Users from 'lucide/dist/esm/icons/users.mjs';
import Volume2 from 'lucide/dist/esm/icons/volume-2.mjs';
import { icon } from './icons.tsx';

/** Icons of what comes after the first paint. */

export const BackIcon = icon(ChevronLeft);
export const ForwardIcon = icon(ChevronRight);
export const UpIcon = icon(ChevronUp);
export const SendIcon = icon(ArrowUp);
export const ReplyIcon = icon(Reply);
export const CopyIcon = icon(Copy);
export const UndoIcon = icon(Undo2);
export const SearchIcon = icon(Search);
export const PeopleIcon = icon(Users);
export const PersonIcon = icon(User);
export const StationIcon = icon(Store);
export const LeaveIcon = icon(LogOut);
export const EditIcon = icon(Pencil);
export const SoundIcon = icon(Volume2);
export const TalkIcon = icon(MessageSquareText);
export const UnderstoodIcon = icon(MessageSquareCheck);
export const SafeIcon = icon(ShieldCheck);
export const HeartIcon = icon(Heart);
export const LinkIcon = icon(Link);
export const HasComeIcon = icon(CheckCheck);
/** Ours: libraries have bicycles and motorcycles, and no scooter as on our map. */
export const RideIcon = icon([
  ['circle', { cx: 5, cy: 18, r: 3 }],
  ['circle', { cx: 19, cy: 18, r: 3 }],
  ['path', { d: 'M8 18.2h6.3c.2-3.7 1.2-5.7 3-6.9M18.8 15 16.4 5.6h-3M1.6 15.6c.1-2.4 1.6-3.7 3.8-3.7h5.6l1.3 6.1' }],
]);
