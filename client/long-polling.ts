// By its file: through the package's entry it would become part of the first load.
import { XHR } from '../node_modules/engine.io-client/build/esm/transports/polling-xhr.js';

/** socket.io's transport over plain HTTP requests: few pages ever need it. */
export const LongPolling = XHR;
