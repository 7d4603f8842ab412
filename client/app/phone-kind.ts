/** The page was opened from the home screen. */
export const isApp = (): boolean => matchMedia('(display-mode: standalone)').matches;

/** On an iPhone or iPad an app is told only once it stands on the home screen. An iPad calls itself a Mac, with fingers. */
export const isApple = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

export const isPhone = (): boolean => matchMedia('(pointer: coarse)').matches;
