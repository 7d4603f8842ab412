/** More photos at a time is a slip of the thumb in the phone's chooser. */
export const AT_ONCE_MAX = 9;
