import { expect } from 'chai';
import { otlpBody } from './otlp.ts';

const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'browser book', startMs: 1_790_000_000_000.25, endMs: 1_790_000_000_100.5, attributes: { 'url.path': '/t/harbour' } };

describe('OTLP JSON of the page', () => {
  it('is an export request with one span, its times in whole nanoseconds', () => {
    expect(JSON.parse(otlpBody(span))).to.deep.equal({
      resourceSpans: [
        {
          scopeSpans: [
            {
              scope: { name: 'berth-web' },
              spans: [
                {
                  traceId: 'a'.repeat(32),
                  spanId: 'b'.repeat(16),
                  name: 'browser book',
                  kind: 1,
                  startTimeUnixNano: '1790000000000250000',
                  endTimeUnixNano: '1790000000100500000',
                  attributes: [{ key: 'url.path', value: { stringValue: '/t/harbour' } }],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('marks a failure', () => {
    expect(otlpBody({ ...span, error: 'declined' })).to.contain('"status":{"code":2,"message":"declined"}');
  });
});
