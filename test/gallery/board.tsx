import '../../client/pages/pages.css';
import '../../client/pages/line.css';
import { CallCells } from './board-calls.tsx';
import { FoundationCells } from './board-foundations.tsx';
import { TripCells } from './board-trip.tsx';

/** Components by themselves, in each of their states. What needs a page around it stands among the pages. */
export function Board() {
  return (
    <main class="board">
      <FoundationCells />
      <TripCells />
      <CallCells />
    </main>
  );
}
