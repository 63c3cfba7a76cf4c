import { expect } from 'chai';
import { continueTrace, newTrace, traceIdOf } from './trace.ts';

describe('traces', () => {
  it('keep the trace id and change the parent id with every call', () => {
    const trace = newTrace();
    const [first, second] = [trace.next(), trace.next()];
    expect([traceIdOf(first), traceIdOf(second)]).to.deep.equal([trace.traceId, trace.traceId]);
    expect(first).to.not.equal(second);
  });

  it('continue one that was begun elsewhere', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const trace = continueTrace(traceparent);
    expect(trace).to.have.property('traceId', '4bf92f3577b34da6a3ce929d0e0e4736');
    expect(trace.next()).to.equal(traceparent);
  });

  for (const bad of ['', 'nonsense', '00-00000000000000000000000000000000-00f067aa0ba902b7-01', '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01']) {
    it(`refuse "${bad}"`, () => expect(() => continueTrace(bad)).to.throw(TypeError, 'W3C traceparent'));
  }
});
