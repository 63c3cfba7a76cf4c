import { expect } from 'chai';
import fc from 'fast-check';
import { createKeyring, UnsealError } from './keyring.ts';

const OLD = 'an old key of more than 32 characters';
const NEW = 'a new key of more than 32 characters.';
const OWNER = ['tenant', 'account'];

describe('secrets at rest', () => {
  const sealer = createKeyring([NEW]).sealer('credentials');

  it('open for whom they were sealed, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.string(), { maxLength: 3 }), (secret, owner) => {
        expect([...sealer.open(owner, sealer.seal(owner, secret))]).to.deep.equal([...secret]);
      }),
    );
  });

  it('look different each time and show nothing of the secret', () => {
    const sealed = Array.from({ length: 50 }, () => sealer.seal(OWNER, 'sk_live_canary'));
    expect(new Set(sealed).size).to.equal(50);
    for (const text of sealed) {
      expect(text).to.match(/^s1\.[0-9a-f]{12}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[2] ?? '', 'base64url').includes('canary')).to.equal(false);
    }
  });

  it('open for no other owner, purpose or installation', () => {
    const sealed = sealer.seal(OWNER, 'secret');
    for (const owner of [['tenant'], ['tenant', 'other'], ['account', 'tenant'], ['tenantaccount'], []]) {
      expect(() => sealer.open(owner, sealed), owner.join()).to.throw(UnsealError, /another row/).with.property('keyGone', false);
    }
    expect(() => createKeyring([NEW]).sealer('other').open(OWNER, sealed)).to.throw(UnsealError);
    expect(() => createKeyring([OLD]).sealer('credentials').open(OWNER, sealed)).to.throw(UnsealError, /ENCRYPTION_KEYS/).with.property('keyGone', true);
  });

  it('do not open once any byte was changed, and the error shows nothing', () => {
    const sealed = sealer.seal(OWNER, 'secret');
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      // The last character of base64url may carry bits that stand for nothing.
      if (Buffer.from(changed.split('.')[2] ?? '', 'base64url').equals(Buffer.from(sealed.split('.')[2] ?? '', 'base64url')) && at > 15) continue;
      expect(() => sealer.open(OWNER, changed), `character ${at}`).to.throw(UnsealError).with.property('message').that.does.not.include('secret');
    }
    for (const broken of ['', 'plain', 's1.', `${sealer.prefix}`, `${sealer.prefix}AAAA`]) expect(() => sealer.open(OWNER, broken), broken).to.throw(UnsealError);
  });

  it('survive a change of keys: the first encrypts, all decrypt, and what is old is told apart', () => {
    const before = createKeyring([OLD]).sealer('credentials');
    const during = createKeyring([NEW, OLD]).sealer('credentials');
    const old = before.seal(OWNER, 'secret');
    expect(during.open(OWNER, old).toString()).to.equal('secret');
    expect(old.startsWith(during.prefix)).to.equal(false);
    const anew = during.seal(OWNER, during.open(OWNER, old));
    expect(anew.startsWith(during.prefix)).to.equal(true);
    expect(createKeyring([NEW]).sealer('credentials').open(OWNER, anew).toString()).to.equal('secret');
  });

  it('have keys for MACs that differ by purpose, the newest first', () => {
    const [newest, oldest] = createKeyring([NEW, OLD]).macKeys('links');
    expect(newest.length).to.equal(32);
    expect(createKeyring([OLD]).macKeys('links')[0]).to.deep.equal(oldest);
    expect(createKeyring([NEW]).macKeys('tokens')[0]).not.to.deep.equal(newest);
  });
});
