/** Where the dates of a series could be, for bookings that are made and for those that are moved. */
import type { View } from '../../runtime/actor/types.ts';
import { sessionsAt } from '../db/session-store.ts';
import { noSession } from '../domain/availability/explain.ts';
import type { Question } from '../domain/availability/question.ts';
import type { WantedPlace } from '../domain/hold.ts';
import type { Span } from '../domain/local-time.ts';
import { placesLeft } from '../domain/place.ts';
import { dateIn, refusal } from './wanted-place.ts';

/** From the first of the starts to the last. */
export function spanOf(starts: readonly Date[]): Span {
  const instants = starts.map((start) => start.getTime());
  return { from: new Date(Math.min(...instants)), to: new Date(Math.max(...instants) + 1) };
}

/** At each start the session of the event with the most places left, or the rule that says no. */
export async function sessionPlaces(starts: readonly Date[], partySize: number, question: Question, { db }: Pick<View, 'db'>): Promise<readonly WantedPlace[]> {
  const sessions = await sessionsAt(db, question.offering.id, starts);
  return starts.map((start) => {
    const [roomiest] = sessions.filter(({ time }) => time.start.getTime() === start.getTime()).toSorted((a, b) => placesLeft(b) - placesLeft(a));
    return roomiest ? dateIn(question, roomiest.id, start, partySize) : { kind: 'none', rejection: refusal(noSession) };
  });
}
