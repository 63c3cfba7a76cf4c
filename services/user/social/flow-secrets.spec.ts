import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { bindingsOf, browserHashOf, flowIdOf, isSameBrowser, newFlowSecrets } from './flow-secrets.ts';

describe('secrets of a way to a provider and back', () => {
  it('are new each time, with 256 bits each', () => {
    const all = Array.from({ length: 50 }, newFlowSecrets).flatMap(({ state, browserSecret }) => [state, browserSecret]);
    expect(new Set(all).size).to.equal(100);
    for (const secret of all) expect(Buffer.from(secret, 'base64url')).to.have.length(32);
  });

  it('make nonce and verifier that are the same on the way back, and of no other way', () => {
    const [one, other] = [newFlowSecrets(), newFlowSecrets()];
    expect(bindingsOf(one)).to.deep.equal(bindingsOf({ ...one }));
    const mixed = [one, other, { ...one, browserSecret: other.browserSecret }, { ...one, state: other.state }].map(bindingsOf);
    expect(new Set(mixed.flatMap(({ nonce, verifier }) => [nonce, verifier])).size).to.equal(8);
    const { verifier, challenge } = bindingsOf(one);
    // RFC 7636: 43 to 128 characters, unreserved.
    expect(verifier).to.match(/^[\w-]{43}$/);
    expect(challenge).to.equal(createHash('sha256').update(verifier).digest('base64url'));
  });

  it('leave hashes behind that tell the browser again', () => {
    const { state, browserSecret } = newFlowSecrets();
    const flow = { browserHash: browserHashOf(browserSecret) };
    expect(isSameBrowser(flow, browserSecret)).to.equal(true);
    for (const other of ['', newFlowSecrets().browserSecret, flow.browserHash]) expect(isSameBrowser(flow, other)).to.equal(false);
    expect(flowIdOf(state)).to.equal(flowIdOf(state)).and.not.equal(flowIdOf(browserSecret));
  });
});
