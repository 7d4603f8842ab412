import Clock from 'lucide/dist/esm/icons/rotate-ccw-clock.mjs';
import { icon } from '../ui/icons.tsx';

export const HabitIcon = icon(Clock);
