import type { DeviceId, LineId, LinkId } from '#protocol';

/** Names of socket.io rooms, in one place. */
export const rooms = {
  /** Devices of a line whose members see its whole history. */
  line: (id: LineId) => `line:${id}`,
  /** Devices of a line whose members see only what was said after they came. */
  lineSinceJoined: (id: LineId) => `since:${id}`,
  /** All devices of a round, a recipient's line, a station or an agent; `desk` is every agent's. */
  scope: (id: string) => `scope:${id}`,
  link: (id: LinkId) => `link:${id}`,
  device: (id: DeviceId) => `device:${id}`,
};
