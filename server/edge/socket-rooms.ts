import type { DeviceId, LineId, LinkId } from '#protocol';

/** Names of socket.io rooms, in one place. */
export const rooms = {
  line: (id: LineId) => `line:${id}`,
  /** All devices of a round or of a recipient's line. */
  scope: (id: string) => `scope:${id}`,
  link: (id: LinkId) => `link:${id}`,
  device: (id: DeviceId) => `device:${id}`,
};
