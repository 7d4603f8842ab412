/** Something the person at the terminal can act on: shown as its sentence, without a stack. */
export class SetUpError extends Error {
  /** @override */
  name = 'SetUpError';
}
