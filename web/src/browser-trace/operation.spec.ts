import { expect } from 'chai';
import { memoryStorage } from '../testing/memory-storage.ts';
import { beginOperation, keepOperation, operationOf, spanOf } from './operation.ts';

describe('the trace of a booking', () => {
  const real = globalThis.fetch;
  let sent: { traceId: string; spanId: string; parentSpanId?: string; name: string; status?: object }[];

  beforeEach(() => {
    sent = [];
    globalThis.fetch = async (_, init) => {
      sent.push(JSON.parse(String(init?.body)).resourceSpans[0].scopeSpans[0].spans[0]);
      return new Response('{}');
    };
  });
  afterEach(() => (globalThis.fetch = real));

  it('begins with a root span that calls name as their parent', async () => {
    const operation = beginOperation();
    expect(await spanOf(operation, { name: 'browser book', root: true }, async () => 'booked')).to.equal('booked');
    expect(operation.traceparent).to.equal(`00-${sent[0]?.traceId}-${sent[0]?.spanId}-01`);
    expect(sent[0]).not.to.have.property('parentSpanId');
  });

  it('has later spans of the page under the root, failed ones too', async () => {
    const operation = beginOperation();
    const failure = await spanOf(operation, { name: 'browser pay' }, async () => Promise.reject(new Error('declined'))).catch((error: unknown) => error);
    expect(failure).to.have.property('message', 'declined');
    expect(sent[0]).to.deep.include({ name: 'browser pay', parentSpanId: operation.traceparent.slice(36, 52), status: { code: 2, message: 'declined' } });
  });

  it('is found again in the same visit, and nothing else is taken for it', () => {
    const storage = memoryStorage();
    const operation = beginOperation();
    keepOperation('bkg_1', operation, storage);
    expect(operationOf('bkg_1', storage)).to.deep.equal(operation);
    expect(operationOf('bkg_2', storage)).to.equal(undefined);
    storage.setItem('berth.trace.bkg_3', 'nonsense');
    expect(operationOf('bkg_3', storage)).to.equal(undefined);
  });

  it('does not mind a collector that is down', async () => {
    globalThis.fetch = async () => Promise.reject(new TypeError('network'));
    expect(await spanOf(beginOperation(), { name: 'browser book', root: true }, async () => 1)).to.equal(1);
  });
});
