import { expect } from 'chai';
import type { ReceivedSpan } from '../../services/admin/receiver/otlp.ts';
import { brokenAt, orphans } from './trace-edges.ts';

const span = (spanId: string, parentSpanId: string, service: string, kind: string, name: string): ReceivedSpan => ({
  traceId: 't', spanId, parentSpanId, service, kind, name, start: new Date(0), durationMicros: 0n, failed: false, attributes: {}, links: [],
});

const spans = [
  span('a', 'root', 'booking', 'INTERNAL', 'turn CreateBooking'),
  span('b', 'a', 'booking', 'PRODUCER', 'publish booking.created'),
  span('c', 'b', 'payment', 'CONSUMER', 'consume booking.created'),
  span('d', 'lost', 'payment', 'INTERNAL', 'turn event:booking.created'),
];
const [TURN, PUBLISH, CONSUME, REACTION] = spans.map(({ service, kind, name }) => `${service} ${kind} ${name}`);

describe('edges of a trace', () => {
  it('hold from parent to child, and names may be cut short', () => {
    expect(brokenAt(spans, [TURN ?? '', PUBLISH ?? '', CONSUME ?? ''])).to.equal(undefined);
    expect(brokenAt(spans, ['booking INTERNAL turn *', 'booking PRODUCER *'])).to.equal(undefined);
  });

  it('break where a child is missing, belongs to another parent, or is skipped', () => {
    expect(brokenAt(spans, ['gateway SERVER x'])).to.equal('gateway SERVER x');
    expect(brokenAt(spans, [CONSUME ?? '', REACTION ?? ''])).to.equal(`${CONSUME} → ${REACTION}`);
    expect(brokenAt(spans, [TURN ?? '', CONSUME ?? ''])).to.equal(`${TURN} → ${CONSUME}`);
  });

  it('tell which spans are orphans', () => {
    expect(orphans(spans, 'root')).to.deep.equal([`parent of ${REACTION}`]);
  });
});
