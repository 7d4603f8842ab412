import * as app from '../../client/app/app-icons.tsx';
import * as calls from '../../client/calls/call-icons.tsx';
import * as map from '../../client/location/map-icons.tsx';
import * as notes from '../../client/notes/note-icons.tsx';
import * as photos from '../../client/photos/photo-icons.tsx';
import * as later from '../../client/ui/late-icons.tsx';
import * as first from '../../client/ui/icons.tsx';

const { icon: _makes, ...drawn } = first;
const { QualityBars: _bars, ...ofCalls } = calls;

/** Every icon of the pages by its name. */
export const icons = { ...drawn, ...later, ...ofCalls, ...notes, ...map, ...photos, ...app };
