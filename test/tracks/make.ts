/** Writes the labelled track anew: `node test/tracks/make.ts`. */
import { writeFileSync } from 'node:fs';
import { noisyTrack } from '../support/noisy-track.ts';
import { courierDayFile, trackAsText } from './courier-day.ts';

writeFileSync(courierDayFile, trackAsText(noisyTrack(7, 10_000, 0)));
