import type { Server } from 'socket.io';
import type { Notify } from '../parts.ts';
import { hearingRoom, rooms } from './socket-rooms.ts';

/** Notices over socket.io rooms. */
export function openNotify(io: Server): Notify {
  return {
    line(lineId, name, body, options = {}) {
      const { to = 'all', except } = options;
      const whole = to === 'since_joined' ? [] : [rooms.line(lineId)];
      const since = to === 'whole_history' ? [] : [rooms.lineSinceJoined(lineId)];
      let audience = io.to([...whole, ...since]);
      if (except) audience = audience.except(rooms.device(except));
      (options.volatile ? audience.volatile : audience).emit(name, body);
    },
    scope: (scope, name, body) => void io.to(rooms.scope(scope)).emit(name, body),
    desk: (name, body) => void io.to(rooms.desk).emit(name, body),
    admit: (scope, lineId) => io.in(rooms.scope(scope)).socketsJoin(hearingRoom(scope.role, lineId)),
    dismiss: (scope, lineId) => io.in(rooms.scope(scope)).socketsLeave(hearingRoom(scope.role, lineId)),
    device: (deviceId, name, body) => void io.to(rooms.device(deviceId)).emit(name, body),
  };
}
