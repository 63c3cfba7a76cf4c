/** One trace runs through the outbox, the broker and the consumer. */
import { SpanKind } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { expect } from 'chai';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { createMailbox } from '../actor/mailbox.ts';
import { newId } from '../ids.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { startConsumers } from './consumer.ts';
import { startRelay } from './relay.ts';
import { TALLY_TABLE, tallied, tallyActor } from './test-actor.ts';
import { TENANT } from './test-events.ts';
import { commitEvents, connectTo, eventually, freshDatabase, freshNatsServer, silent } from './test-stand.ts';
import { reaction, type Reaction } from './types.ts';

describe('trace of an event', function () {
  this.timeout(60_000);

  it('goes from the turn that caused it over publishing to the turn that it causes', async () => {
    await using stack = new AsyncDisposableStack();
    const exporter = new InMemorySpanExporter();
    const { tracer, forceFlush } = createTelemetry({ serviceName: 'test', exporter });
    const database = stack.use(await freshDatabase([TALLY_TABLE]));
    const nats = stack.use(await connectTo(stack.use(await freshNatsServer())));
    const shared = { database, nats, tracer, logger: silent };
    const mailbox = stack.use(createMailbox({ ...shared, service: 'receipt', actors: [tallyActor] }));
    const foreign = newId();
    const created = reaction({
      event: BookingCreatedSchema,
      actor: tallyActor,
      route: (_event, _read, envelope) => (envelope.key === foreign ? [] : [{ type: 'tally', id: envelope.key }]),
      turn: (turn, _event, { id, key }) => void turn.apply({ events: [{ key, event: id }] }),
    });
    stack.use(startConsumers({ ...shared, service: 'receipt', mailbox, reactions: [created as unknown as Reaction] }));
    const relay = stack.use(startRelay({ ...shared, service: 'booking', pollMs: 50 }));
    await eventually('the relay leads', () => relay.isLeading());

    const key = newId();
    await commitEvents(database, 'booking', [{ key: foreign, version: 1 }, { key, version: 1 }]);
    relay.wake();
    await eventually('the event is applied', async () => (await tallied(database, TENANT, key)).length === 1);
    await eventually('the other is done with', async () => (await database.relay.run('select 1 from consumer_position where key = $1', [foreign])).length === 1);
    await forceFlush();

    const spans = exporter.getFinishedSpans();
    const [consumed, ...others] = spans.filter(({ kind }) => kind === SpanKind.CONSUMER);
    expect(others, 'an event that concerns nobody here leaves no span').to.deep.equal([]);
    const published = spans.find((span) => span.kind === SpanKind.PRODUCER && span.spanContext().spanId === consumed?.parentSpanContext?.spanId);
    const turn = spans.find(({ name }) => name.startsWith('turn '));
    expect([published, consumed, turn].map((span) => span?.name)).to.deep.equal([
      'publish booking.created',
      'consume booking.created',
      'turn event:booking.created',
    ]);
    expect(published?.spanContext().traceId).to.equal('0af7651916cd43dd8448eb211c80319c');
    expect(published?.parentSpanContext?.spanId).to.equal('b7ad6b7169203331');
    expect(consumed?.parentSpanContext?.spanId).to.equal(published?.spanContext().spanId);
    expect(turn?.parentSpanContext?.spanId).to.equal(consumed?.spanContext().spanId);
    // Polling and bookkeeping stay out of the trace store.
    expect(spans.filter(({ parentSpanContext }) => parentSpanContext === undefined).map(({ name }) => name)).to.deep.equal([]);
  });
});
