/** A socket.io server that only relays what it is told to a room and says so, as a child process: what a fix costs anybody. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
new Server(http, { serveClient: false, perMessageDeflate: false }).on('connection', (socket) => {
  const { lineId, memberId } = socket.handshake.auth as { lineId: string; memberId: string };
  void socket.join(lineId);
  socket.on('location.report', (said: { fixes: object[] }, acknowledge?: (answer: object) => void) => {
    socket.to(lineId).emit('location.moved', { lineId, memberId, fix: said.fixes[0] });
    acknowledge?.({ ok: true, value: { accepted: 1 } });
  });
});
http.listen(Number(process.env['PORT']), '127.0.0.1', () => console.log('ready'));
