/** What comes of voice notes after the first paint, as one file. */
export { CutOffOffer } from './cut-off-offer.tsx';
export { createNotesModel } from './model.ts';
export { NoteContent, UnsentNoteContent } from './note-content.tsx';
export { RecordingSheet } from './recording-sheet.tsx';
export { recordingWords } from './recording-strings.ts';
export { TalkRefusal } from './talk-refusal.tsx';
