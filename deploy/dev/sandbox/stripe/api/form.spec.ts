/** Stripe's form encoding. */
import { expect } from 'chai';
import fc from 'fast-check';
import { flatten } from '../browser/confirm-payment.ts';
import { StripeFault } from '../model/payment-error.ts';
import { decodeForm, type FormValue } from './form.ts';

const decode = (encoded: string) => plain(decodeForm(new URLSearchParams(encoded)));

function plain(value: FormValue): unknown {
  return typeof value === 'string' ? value : Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
}

describe('Stripe sandbox: form decoding', () => {
  it('nests brackets and numbers empty ones', () => {
    expect(decode('a=1&b[c]=2&b[d][e]=3&f[]=4&f[]=5&g[0][h]=6')).to.deep.equal({
      a: '1',
      b: { c: '2', d: { e: '3' } },
      f: { 0: '4', 1: '5' },
      g: { 0: { h: '6' } },
    });
  });

  for (const encoded of ['a=1&a[b]=2', 'a[b]=1&a=2', 'a]b=1', '[a]=1', 'a[b=1', `a${'[b]'.repeat(9)}=1`]) {
    it(`refuses ${encoded}`, () => expect(() => decode(encoded)).to.throw(StripeFault));
  }

  it('returns whatever object was encoded', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => !/[[\]]/.test(text) && text !== '__proto__');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, fc.string(), tie('tree')), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    }));
    const bounded = tree.filter((value) => depth(value) <= 6);
    fc.assert(
      fc.property(bounded, (value) => {
        if (typeof value !== 'object' || value === null) return;
        expect(decode(String(new URLSearchParams(flatten(value))))).to.deep.equal(withoutEmpty(value));
      }),
    );
  });
});

function depth(value: unknown): number {
  return typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
}

/** An empty object has no fields to send. */
function withoutEmpty(value: object): object {
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]: [string, unknown]) => [
        key,
        typeof item === 'object' && item !== null ? withoutEmpty(item) : item,
      ])
      .filter(([, item]) => typeof item !== 'object' || Object.keys(item ?? {}).length > 0),
  );
}
