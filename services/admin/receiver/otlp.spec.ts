import { expect } from 'chai';
import { spansIn } from './otlp.ts';

const span = (more: object = {}) => ({
  traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'turn', kind: 2, startTimeUnixNano: '1800000000000000000', endTimeUnixNano: '1800000000005000000', ...more,
});
const exported = (...spans: object[]) => ({
  resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'booking' } }] }, scopeSpans: [{ spans }] }],
});
const attribute = (stringValue: string) => ({ attributes: [{ key: 'note', value: { stringValue } }] });

describe('spans in an export', () => {
  it('are read with their service, kind and duration', () => {
    const [read] = spansIn(exported(span()));
    expect(read).to.include({ service: 'booking', name: 'turn', kind: 'SERVER', durationMicros: 5_000n, failed: false });
    expect(read?.start.toISOString()).to.equal('2027-01-15T08:00:00.000Z');
  });

  it('lose only the odd one, whatever its times are', () => {
    for (const odd of ['soon', '-1', '1.5', 1.5, Number.NaN, '9'.repeat(40), {}, null]) {
      const read = spansIn(exported(span(), span({ startTimeUnixNano: odd, endTimeUnixNano: odd })));
      expect(read.length).to.be.at.least(1);
      for (const { start, durationMicros } of read) expect({ valid: !Number.isNaN(start.getTime()), durationMicros: durationMicros < 2n ** 63n }).to.deep.equal({ valid: true, durationMicros: true });
    }
  });

  it('hold only text that Postgres can store', () => {
    for (const text of ['a\0b', 'lone \ud800', `${'x'.repeat(1_999)}😀`]) {
      const [read] = spansIn(exported(span({ name: text, ...attribute(text) })));
      for (const kept of [read?.name ?? '', read?.attributes['note'] ?? '']) expect(kept.isWellFormed() && !kept.includes('\0'), JSON.stringify(text)).to.equal(true);
    }
  });

  it('are none in a body that is no export', () => {
    for (const body of [null, [], {}, { resourceSpans: 1 }, 'text']) expect(() => spansIn(body)).to.throw(TypeError, 'no resourceSpans');
  });
});
