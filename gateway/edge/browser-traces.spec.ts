import { expect } from 'chai';
import { asBrowserSpans } from './browser-traces.ts';

const report = (attributes: readonly object[], span: object = {}): string =>
  JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'payment' } }] }, scopeSpans: [{ spans: [{ name: 'click', attributes, ...span }] }] }] });

describe('spans of a browser', () => {
  it('are the browser’s, whatever they say', () => {
    expect(asBrowserSpans(report([]))).to.include('"browser"').and.not.include('payment');
  });

  it('cannot say whose a trace is', () => {
    const attributes = [
      { key: 'berth.tenant', value: { stringValue: 'another' } },
      { key: 'berth.subject', value: { stringValue: 'someone' } },
      { key: 'page', value: { stringValue: 'checkout' } },
    ];
    const kept = asBrowserSpans(report(attributes, { events: [{ name: 'e', attributes }] }));
    expect(kept).to.include('checkout').and.not.match(/berth\.(tenant|subject)/);
  });

  it('are none when the body is no report', () => {
    for (const text of ['', '[]', '{}', '{"resourceSpans":[{}]}', 'null']) expect(asBrowserSpans(text), text).to.equal(undefined);
  });
});
