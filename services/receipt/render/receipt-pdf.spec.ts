import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { ReceiptDocument } from '../domain/document.ts';
import { toRuns } from './font-book.ts';
import { createRenderer } from './renderer.ts';
import { receiptText } from './receipt-text.ts';

const document: ReceiptDocument = {
  number: '2026-000042',
  issued: '2026-11-21T23:36:02.000Z',
  seller: {
    tradingName: 'Casa do Mar', legalName: 'Casa do Mar Lda.', addressLines: ['Rua das Gaivotas 14', '8600-315 Lagos'], countryCode: 'PT',
    taxId: 'PT 509 123 456', supportEmail: 'ola@casadomar.example', brandColor: '#0b6e8a', timeZone: 'Europe/Lisbon', locale: 'en-GB',
  },
  customer: { name: 'Zoë Kovačević', email: 'zoe@example.com' },
  lines: [
    {
      title: 'Two dives', quantity: 2, unitMinor: '8950', amountMinor: '17900', place: 'Marina', staffName: 'Inês',
      time: { start: '2026-12-05T09:30:00Z', timeZone: 'Europe/Lisbon', localStart: '2026-12-05T09:30', localEnd: '2026-12-05T13:00' },
    },
  ],
  currency: 'EUR', totalMinor: '17900', tax: { rateBps: 2300, includedMinor: '3347' },
  payment: { methodLabel: 'Visa •••• 4242', captured: '2026-11-21T23:35:58Z', reference: 'pay_1' },
  bookingCode: 'K7QM-2XPD',
};
const inJapan: ReceiptDocument = {
  ...document,
  currency: 'JPY',
  seller: { ...document.seller, locale: 'ja-JP', timeZone: 'Asia/Tokyo', tradingName: '京都さくら整体院', countryCode: 'JP' },
};

describe('receipt text', () => {
  it('says who, what, when, how much and how it was paid', () => {
    const text = receiptText(document);
    expect(text.seller).to.deep.equal(['Casa do Mar Lda.', 'Rua das Gaivotas 14', '8600-315 Lagos', 'Portugal', 'Tax ID PT 509 123 456']);
    expect(text.lines[0]).to.deep.equal({
      title: 'Two dives',
      details: ['Saturday, 5 December 2026, 09:30–13:00 (Europe/Lisbon, WET)', 'Marina', 'with Inês'],
      quantity: '2', unitPrice: '€89.50', amount: '€179.00',
    });
    expect(text.totals).to.deep.equal([['Net', '€145.53'], ['Tax 23%', '€33.47']]);
    expect(text.total).to.equal('€179.00');
    expect(text.paidBy).to.equal('Visa •••• 4242 on 21 November 2026 at 23:35');
  });

  it('says that it was paid where the provider does not say how', () => {
    const text = receiptText({ ...document, payment: { ...document.payment, methodLabel: '' } });
    expect(text.paidBy).to.equal('Paid on 21 November 2026 at 23:35');
  });

  it('is in the business\'s language and dates things where the business is', () => {
    const text = receiptText(inJapan);
    expect(text.messages.receipt).to.equal('領収書');
    expect(text.facts[1]).to.deep.equal(['発行日', '2026年11月22日']);
    expect(text.total).to.equal('￥17,900');
  });

  it('says that there is no tax instead of listing none', () => {
    const text = receiptText({ ...document, tax: { rateBps: 0, includedMinor: '0' } });
    expect(text.totals).to.deep.equal([]);
    expect(text.notes[0]).to.equal('No tax is charged.');
  });
});

describe('fonts', () => {
  it('cuts text where another font has to print it', () => {
    const families = toRuns('Zoë 髙橋 €5', 'regular').map(({ font, text }) => [/inter|gothic/.exec(font)?.[0], text]);
    expect(families.map(([family]) => family)).to.include.members(['inter', 'gothic']);
    expect(families.map(([, text]) => text).join('')).to.equal('Zoë 髙橋 €5');
  });

  it('leaves pictographs out and boxes what no font has', () => {
    const text = toRuns('Yoga 🧘🏽‍♀️ 한국 \u202f|', 'bold').map((run) => run.text).join('');
    expect(text).to.equal('Yoga  □□ \u00a0|');
  });
});

describe('receipt PDF', function () {
  this.timeout(20_000);
  const renderer = createRenderer();
  after(() => renderer[Symbol.asyncDispose]());
  const render = (wanted: ReceiptDocument): Promise<Uint8Array> => renderer.render(wanted, AbortSignal.timeout(15_000));
  const hashOf = async (wanted: ReceiptDocument): Promise<string> => createHash('sha256').update(await render(wanted)).digest('hex');

  it('is the same file for the same document, in every script', async () => {
    for (const wanted of [document, inJapan]) expect(await hashOf(wanted)).to.equal(await hashOf(structuredClone(wanted)));
    expect(await hashOf(document)).not.to.equal(await hashOf({ ...document, number: '2026-000043' }));
  });

  it('carries its title and dates, and embeds its fonts', async () => {
    const file = Buffer.from(await render(document)).toString('latin1');
    expect(file).to.contain('(Receipt 2026-000042)').and.to.contain('D:20261121233602Z').and.to.contain('Inter-SemiBold');
  });

  it('goes on over as many pages as there are lines', async () => {
    const many = { ...document, lines: Array.from({ length: 30 }, () => document.lines[0]).filter((line) => line !== undefined) };
    const file = Buffer.from(await render(many)).toString('latin1');
    expect([...file.matchAll(/\/Type \/Page\b/g)]).to.have.length.greaterThan(3);
  });

  it('stops when its caller does', async () => {
    const outcome: unknown = await renderer.render(document, AbortSignal.abort()).catch((error: unknown) => error);
    expect(outcome).to.be.instanceOf(Error);
  });
});
