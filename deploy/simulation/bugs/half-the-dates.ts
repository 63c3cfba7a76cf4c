/** Planted: of several dates that are created at once only the first is. */
import type { Session } from '../../../services/booking/domain/place.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

export const halfTheDates: Bug = {
  name: 'half-the-dates',
  about: 'dates that a rule names are created as far as one got',
  actor: (actor) => onCommand(actor, 'createSessions', (turn) => (on, request, facts) => turn(on, request, { sessions: (facts as { readonly sessions: readonly Session[] }).sessions.slice(0, 1) } as typeof facts)),
};
