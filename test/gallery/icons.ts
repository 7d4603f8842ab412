import * as later from '../../client/ui/late-icons.tsx';
import * as first from '../../client/ui/icons.tsx';

const { icon: _makes, ...drawn } = first;

/** Every icon of the pages by its name. */
export const icons = { ...drawn, ...later };
