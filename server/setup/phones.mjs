import { lanAddress } from './lan-address.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * Settings under which phones in the local network can use the server: over HTTPS, since a browser gives microphone and
 * position to no other page. What is set already wins.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} address
 */
export const phoneSettings = (env, address) => ({
  HOST: '0.0.0.0',
  PUBLIC_URL: `https://${address}:${env['PORT'] ?? '8080'}`,
  DOORLINE_MEDIA_ADDRESS: address,
  DOORLINE_HTTPS: 'self-signed',
  ...env,
});

/** The environment for `npm run phones`; says on the terminal what the phone will ask. */
export const preparePhones = () => {
  const address = lanAddress();
  if (address === null)
    throw new SetUpError('This machine is in no network, so no phone can reach it. Connect it first.');
  console.log(`For phones in the same network, on ${address}.
  Scan a code below with the phone's camera. The browser warns once, because this certificate was made here:
    Android (Chrome):  tap Advanced, then Proceed.
    iPhone (Safari):   tap Show Details, then visit this website.
  Then allow the microphone when it asks. If nothing opens, a firewall on this computer is in the way.
`);
  return phoneSettings(process.env, address);
};
