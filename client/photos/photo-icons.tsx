import Camera from 'lucide/dist/esm/icons/camera.mjs';
import Minus from 'lucide/dist/esm/icons/minus.mjs';
import Plus from 'lucide/dist/esm/icons/plus.mjs';
import { icon } from '../ui/icons.tsx';

export const CameraIcon = icon(Camera);
export const CloserIcon = icon(Plus);
export const FartherIcon = icon(Minus);
