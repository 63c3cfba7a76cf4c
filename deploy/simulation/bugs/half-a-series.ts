/** Planted: whoever wants all dates or none gets those that can be had. */
import type { SeriesFacts } from '../../../services/booking/actors/prepare-series.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

function lenient(facts: SeriesFacts): SeriesFacts {
  if (!('wanted' in facts)) return facts;
  const { wanted } = facts;
  return { wanted: { ...wanted, series: { ...wanted.series, onConflict: 'skip_conflicts' } } };
}

export const halfASeries: Bug = {
  name: 'half-a-series',
  about: 'a series that was to have all its dates or none keeps those it got before one was refused',
  actor: (actor) => onCommand(actor, 'createBookingSeries', (turn) => (on, request, facts) => turn(on, request, lenient(facts as SeriesFacts) as typeof facts)),
};
