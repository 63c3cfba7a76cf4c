import { expect } from 'chai';
import fc from 'fast-check';
import { addDomain, normalizeDomain, recordOf, removeDomain, verifyDomain, type OwnDomain } from './own-domain.ts';

const now = new Date('2026-11-21T12:00:00Z');
const domain = (name: string, verified?: Date): OwnDomain => ({ name, challenge: `c-${name}`, created: now, verified });
const outcome = (decision: ReturnType<typeof addDomain>): string =>
  'rejection' in decision ? decision.rejection.reason : decision.events.map(({ domains }) => domains.map(({ name, verified }) => `${name}${verified ? '!' : ''}`).join(' ')).join();

describe('domains of a business', () => {
  const same: Readonly<Record<string, string>> = {
    'Harbour.Example': 'harbour.example',
    ' harbour.example. ': 'harbour.example',
    'www.MÜLLER.example': 'www.xn--mller-kva.example',
    'xn--mller-kva.example': 'xn--mller-kva.example',
    'ｆｕｌｌ.example': 'full.example',
    '予約.example': 'xn--c1yn36f.example',
    'harbour。example': 'harbour.example',
  };
  for (const [written, name] of Object.entries(same)) {
    it(`"${written}" is ${name}`, () => {
      if (written.startsWith('予約')) expect(normalizeDomain(written)).to.match(/^xn--[a-z\d]+\.example$/);
      else expect(normalizeDomain(written)).to.equal(name);
    });
  }

  const bad = [
    '', '.', 'harbour', 'localhost', 'a.localhost', 'printer.local', 'db.internal', 'x.onion', '1.2.3.4', '127.1', '0x7f.0.0.1', '[::1]', 'a..b.example', '-a.example', 'a-.example', 'a_b.example',
    'harbour.example:443', 'user@harbour.example', 'harbour.example/path', 'harbour.example?x', 'harbour%2eexample', 'harbour .example', `${'a'.repeat(64)}.example`, 'xn--.example',
    `${'a.'.repeat(130)}example`, 'harbour.example..', '*.example', 'harbour.example\u0000',
  ];
  for (const name of bad) it(`nobody owns ${JSON.stringify(name.slice(0, 24))}`, () => expect(normalizeDomain(name)).to.equal(undefined));

  it('are written in one way', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
      const name = normalizeDomain(`${text}.example`);
      if (name !== undefined) expect(normalizeDomain(name)).to.equal(name);
    }));
  });

  it('are ten at most, each once', () => {
    const ten = Array.from({ length: 10 }, (_, n) => domain(`d${n}.example`));
    expect(outcome(addDomain(ten, domain('more.example')))).to.equal('TOO_MANY_DOMAINS');
    expect(outcome(addDomain(ten, domain('d3.example')))).to.equal('');
    expect(outcome(addDomain([], domain('a.example')))).to.equal('a.example');
  });

  it('are proved by their own record, among others', () => {
    const own = [domain('a.example'), domain('b.example')];
    const { value } = recordOf(domain('a.example'));
    expect(outcome(verifyDomain(own, 'a.example', ['v=spf1 -all', value], now))).to.equal('a.example! b.example');
    expect(outcome(verifyDomain(own, 'b.example', [value], now))).to.equal('DOMAIN_NOT_PROVED');
    expect(outcome(verifyDomain(own, 'a.example', [`${value} `, value.slice(0, -1)], now))).to.equal('DOMAIN_NOT_PROVED');
    expect(outcome(verifyDomain(own, 'c.example', [value], now))).to.equal('NOT_FOUND');
    expect(outcome(verifyDomain([domain('a.example', now)], 'a.example', [], now))).to.equal('');
  });

  it('are given up', () => {
    expect(outcome(removeDomain([domain('a.example', now), domain('b.example')], 'a.example'))).to.equal('b.example');
    expect(outcome(removeDomain([], 'a.example'))).to.equal('NOT_FOUND');
  });
});
