/** Loaded by `import()` after the map: pins, fingers, and the answers to places. */
export { MapOver } from './map-over.tsx';
export { MoveBar } from './move-bar.tsx';
export { PlaceThumb } from './place-thumb.tsx';
export { PlaceAnswer } from './place-answer.tsx';
