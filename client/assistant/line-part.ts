/** What comes of the assistant on an open line after the first paint, as one file. */
export { AgreedLine } from './agreed-line.tsx';
export { SuggestionCard } from './suggestion-card.tsx';
