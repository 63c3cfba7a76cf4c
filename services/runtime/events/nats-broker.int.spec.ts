/** What a real JetStream makes of our answers. */
import { expect } from 'chai';
import { newId } from '../ids.ts';
import { natsBroker } from './nats-broker.ts';
import { outgoing } from './test-events.ts';
import { connectTo, freshNatsServer } from './test-stand.ts';

describe('the broker behind NATS', function () {
  this.timeout(60_000);

  it('delivers what is to wait no sooner than asked, also for a part of a millisecond', async () => {
    await using server = await freshNatsServer();
    await using nats = await connectTo(server);
    const broker = natsBroker(await nats.connection());
    const deliveries = await broker.consume('booking', 'receipt');
    await broker.publish({ subject: 'berth.booking.t.s.booking.created', payload: new Uint8Array(1), headers: { 'Nats-Msg-Id': 'one' } });
    const times: number[] = [];
    for await (const delivered of deliveries) {
      times.push(performance.now());
      if (times.length === 2) break;
      delivered.nak(300.123_456_7);
    }
    deliveries.stop();
    expect((times[1] ?? 0) - (times[0] ?? 0)).to.be.at.least(290);
  });

  it('delivers one type of event alone to who wants no other', async () => {
    await using server = await freshNatsServer();
    await using nats = await connectTo(server);
    const broker = natsBroker(await nats.connection());
    const deliveries = await broker.consume('booking', 'admin', 'audit.recorded');
    const events = ['booking.created', 'audit.recorded', 'booking.created', 'audit.recorded'].map((type) => outgoing('booking', { key: newId(), version: 1, type }));
    for (const event of events) await broker.publish(event);
    const types: (string | undefined)[] = [];
    for await (const { headers, ack } of deliveries) {
      ack();
      types.push(headers['ce-type']);
      if (types.length === 2) break;
    }
    deliveries.stop();
    expect(types).to.deep.equal(['audit.recorded', 'audit.recorded']);
  });
});
