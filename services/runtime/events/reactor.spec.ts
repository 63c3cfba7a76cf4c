import { create, toBinary } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { newId } from '../ids.ts';
import { MalformedEvent } from './envelope.ts';
import { createReactor, type Outcome } from './reactor.ts';
import { tallyActor } from './test-actor.ts';
import { noTracer, silent } from './test-stand.ts';
import { reaction, type Reaction } from './types.ts';

describe('reactions', () => {
  const mine = reaction({ event: BookingCreatedSchema, actor: tallyActor, route: () => [], turn: () => undefined });
  const reactor = createReactor({
    reactions: [mine as unknown as Reaction],
    mailbox: { submit: () => Promise.reject(new Error('nothing is to be done')) },
    database: { read: () => Promise.reject(new Error('nothing is to be read')) },
    tracer: noTracer,
    logger: silent,
  });
  const told = (source: string): Promise<Outcome> =>
    reactor.react(
      {
        id: newId(), type: 'booking.created', source, tenantId: newId(), key: newId(), keyVersion: 1n, time: new Date(), actor: 'somebody',
        traceparent: '', schema: 'berth.booking.v1.BookingCreated',
      },
      toBinary(BookingCreatedSchema, create(BookingCreatedSchema)),
    );

  it('are to events of the service whose they are', async () => {
    expect(await told('booking')).to.equal('ignored');
  });

  it('are to nothing that another service calls such an event', async () => {
    const error = await told('notification').then(() => undefined, (reason: unknown) => reason);
    expect(error).to.be.instanceOf(MalformedEvent);
    expect(String(error)).to.contain('booking.created is no event of notification');
  });
});
