import { useEffect } from 'preact/hooks';
import { aboutOf } from './about-model.ts';
import { habitInWords, riskInWords, rowsInWords, t } from './about-words.ts';
import type { Connection } from '../connection.ts';
import type { LineId } from '#protocol';

export interface DeskHabitProps {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** The recipient's. */
  readonly name: string;
}

/** One fact beside a line at the desk: where its parcels go, and what else is known of the door. Nothing where nothing is said. */
export function DeskHabit({ connection, lineId, name }: DeskHabitProps) {
  const about = aboutOf(connection, lineId);
  useEffect(() => about.follow(), [about]);
  const told = about.told.value;
  const habit = told?.habit && habitInWords(told.habit, name);
  const facts = [
    ...(habit ? [[habit.what, habit.why].filter(Boolean).join(t().between)] : []),
    ...(told?.risk ? [riskInWords(told.risk)] : []),
    ...(told ? rowsInWords(told) : []),
  ];
  if (facts.length === 0) return null;
  return (
    <>
      <dt>{t().desk}</dt>
      <dd>
        {facts.map((fact) => (
          <div key={fact} dir="auto">
            {fact}
          </div>
        ))}
      </dd>
    </>
  );
}
