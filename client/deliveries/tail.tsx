import './trip.css';
import { t } from './strings.ts';

/** Which parcel: the end of its reference, whole in one line. */
export const Tail = ({ reference }: { reference: string }) => <span class="tail">{t().tail(reference)}</span>;
