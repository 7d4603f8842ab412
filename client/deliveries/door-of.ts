import type { Delivery } from '#protocol';

/** What a courier looks for at the door: building, stair and flat where they are known, else the whole address. */
export const doorOf = ({ addressDetail, address }: Delivery): string => addressDetail || address;
