import type { TrackerAddresses } from '#protocol';

/** In its move mode the app reports so often, s, or after so many metres. */
const EVERY_S = 10;
const EVERY_M = 10;

/**
 * A link that sets up OwnTracks on this phone by one tap (https://owntracks.org/booklet/features/remoteconfig/): HTTP mode, its
 * address, user and password, and positions as one moves. The app asks before it takes them.
 */
export function ownTracksLink({ url, user, password }: TrackerAddresses['ownTracks']): string {
  const settings = {
    _type: 'configuration',
    // Private HTTP.
    mode: 3,
    url,
    auth: true,
    usePassword: true,
    username: user,
    password,
    deviceId: 'phone',
    // Two letters, without which the app does not begin.
    tid: 'dl',
    // Move mode.
    monitoring: 2,
    locatorInterval: EVERY_S,
    locatorDisplacement: EVERY_M,
    moveModeLocatorInterval: EVERY_S,
    cmd: false,
    // A key from another server would make the messages unreadable.
    encryptionKey: '',
  };
  return `owntracks:///config?inline=${encodeURIComponent(btoa(JSON.stringify(settings)))}`;
}
