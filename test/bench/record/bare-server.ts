/** A socket.io server that does nothing, as a child process: what every member costs whatever we do. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
new Server(http, { serveClient: false, perMessageDeflate: false }).on('connection', () => undefined);
http.listen(Number(process.env['PORT']), '127.0.0.1', () => console.log('ready'));
