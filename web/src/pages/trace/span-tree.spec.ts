import { TraceSpanSchema } from '@berth/sdk/browser';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { instantsOf, isQuery, servicesOf, shortName, type SpanNode, spanTree, without } from './span-tree.ts';

const span = (spanId: string, parentSpanId: string, start: number, ms: number, more: object = {}) =>
  create(TraceSpanSchema, { spanId, parentSpanId, startTime: timestampFromMs(start), durationMicros: BigInt(ms * 1000), service: 'booking', ...more });

const shape = (nodes: readonly SpanNode[]): unknown => nodes.map(({ span: { spanId }, children }) => (children.length === 0 ? spanId : [spanId, shape(children)]));

describe('the tree of a trace', () => {
  const spans = [span('sql', 'turn', 30, 5, { attributes: { 'db.system.name': 'postgresql' } }), span('late', 'root', 50, 1), span('turn', 'root', 20, 40), span('root', '', 10, 100)];

  it('nests by parent and orders by start, however the spans arrive', () => {
    expect(shape(spanTree(spans))).to.deep.equal([['root', [['turn', ['sql']], 'late']]]);
    expect(spanTree(spans)[0]?.descendants).to.equal(3);
  });

  it('keeps spans whose parent is missing or makes a circle', () => {
    expect(shape(spanTree([span('a', 'gone', 1, 1), span('b', 'b', 2, 1)]))).to.deep.equal(['a', 'b']);
  });

  it('hides spans without losing what is below them', () => {
    expect(shape(without(spanTree(spans), isQuery))).to.deep.equal([['root', ['turn', 'late']]]);
    expect(shape(without(spanTree(spans), ({ spanId }) => spanId === 'turn'))).to.deep.equal([['root', ['sql', 'late']]]);
  });

  it('calls RPCs by what is not obvious', () => {
    expect(shortName(span('a', '', 0, 0, { name: 'berth.booking.v1.BookingService/CreateBooking' }))).to.equal('BookingService/CreateBooking');
    expect(shortName(span('a', '', 0, 0, { name: 'publish booking.created' }))).to.equal('publish booking.created');
  });

  it('tells its instants and services', () => {
    expect(instantsOf(spanTree([span('a', '', 10, 5)]))).to.deep.equal([10, 15]);
    expect(servicesOf(spans)).to.deep.equal(['booking']);
  });
});
