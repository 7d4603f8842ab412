export { LineMap } from './line-map.tsx';
export { ShareButton } from './share-button.tsx';
