/** The answer of `ListSlots`, then every change of it: whoever applies the messages has what a fresh query gives, also after taking up again elsewhere. */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { AvailabilityUpdate, WatchAvailabilityResponseSchema, type WatchAvailabilityResponse } from '#proto/berth/booking/v1/availability_stream_pb.ts';
import type { WatchAvailabilityRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { StreamView } from '../../runtime/actor/actor.ts';
import { invalidField } from '../../runtime/errors.ts';
import { type Answer, differenceByDate, differenceOf } from './availability/answer.ts';
import type { Feeds, Watching } from './availability/feeds.ts';
import { readToken, writeToken } from './availability/resume-token.ts';

const HEARTBEAT_MS = 20_000;

type Message = MessageInitShape<typeof WatchAvailabilityResponseSchema>;

export const watchAvailability = (feeds: Feeds) => {
  const delta = deltas();
  return async function* (view: StreamView, { query, resumeToken }: WatchAvailabilityRequest): AsyncGenerator<Message> {
    if (!query) throw invalidField('query', 'is required');
    using watching = feeds.join(view, query);
    let sent = await watching.first();
    if (sent) yield firstMessage(watching, sent, resumeToken);
    while (sent) {
      // Whoever reads slowly asks late, and gets what is newest then: nothing piles up.
      const news = await watching.after(sent, HEARTBEAT_MS);
      if (view.signal.aborted) return;
      yield news ? delta(watching, sent, news) : { update: AvailabilityUpdate.HEARTBEAT, resumeToken: writeToken(watching.question, sent.dates) };
      sent = news ?? sent;
    }
  };
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

/** Nearly everyone who watches has the same answer before, and needs the same message. */
function deltas() {
  const made = new WeakMap<Answer, WeakMap<Answer, WatchAvailabilityResponse>>();
  return ({ question }: Watching, before: Answer, after: Answer): WatchAvailabilityResponse => {
    const from = made.get(before) ?? new WeakMap<Answer, WatchAvailabilityResponse>();
    made.set(before, from);
    const known = from.get(after);
    if (known) return known;
    const message = create(WatchAvailabilityResponseSchema, {
      update: AvailabilityUpdate.DELTA, ...differenceOf(before, after), resumeToken: writeToken(question, after.dates),
    });
    from.set(after, message);
    return message;
  };
}
