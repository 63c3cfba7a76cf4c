import { expect } from 'chai';
import { summarise, timed } from './percentiles.ts';

describe('percentiles', () => {
  it('are the nearest ranks', () => {
    const samples = Array.from({ length: 200 }, (_, i) => 200 - i);
    expect(summarise(samples)).to.deep.equal({ count: 200, p50: 100, p95: 190, p99: 198, max: 200 });
    expect(summarise([7])).to.deep.equal({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  it('refuse to speak of nothing', () => expect(() => summarise([])).to.throw(RangeError));

  it('time failures as failures', async () => {
    const error: unknown = await timed(() => Promise.reject(new Error('down'))).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'down');
  });
});
