/** The answer of `ListSlots`, then every change of it: whoever applies the messages has what a fresh query gives, also after taking up again elsewhere. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { AvailabilityUpdate, type WatchAvailabilityResponseSchema } from '#proto/berth/booking/v1/availability_stream_pb.ts';
import type { WatchAvailabilityRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { StreamView } from '../../runtime/actor/actor.ts';
import { invalidField } from '../../runtime/errors.ts';
import { type Answer, differenceByDate, differenceOf } from './availability/answer.ts';
import type { Feeds, Watching } from './availability/feeds.ts';
import { readToken, writeToken } from './availability/resume-token.ts';

const HEARTBEAT_MS = 20_000;

type Message = MessageInitShape<typeof WatchAvailabilityResponseSchema>;

export const watchAvailability = (feeds: Feeds) =>
  async function* (view: StreamView, { query, resumeToken }: WatchAvailabilityRequest): AsyncGenerator<Message> {
    if (!query) throw invalidField('query', 'is required');
    using watching = feeds.join(view, query);
    let sent = await watching.first();
    if (sent) yield firstMessage(watching, sent, resumeToken);
    while (sent) {
      // Whoever reads slowly asks late, and gets what is newest then: nothing piles up.
      const news = await watching.after(sent, HEARTBEAT_MS);
      if (view.signal.aborted) return;
      const resumeAfter = writeToken(watching.question, (news ?? sent).dates);
      yield news
        ? { update: AvailabilityUpdate.DELTA, ...differenceOf(sent, news), resumeToken: resumeAfter }
        : { update: AvailabilityUpdate.HEARTBEAT, resumeToken: resumeAfter };
      sent = news ?? sent;
    }
  };

function firstMessage({ question }: Watching, answer: Answer, token: string): Message {
  const resumeToken = writeToken(question, answer.dates);
  const known = token === '' ? undefined : readToken(question, token);
  if (known) return { update: AvailabilityUpdate.RESUMED, ...differenceByDate(known, answer), resumeToken };
  return {
    update: AvailabilityUpdate.SNAPSHOT,
    tokenRefused: token !== '',
    slots: [...answer.slots.values()].map(({ slot }) => slot),
    resumeToken,
  };
}
