import { expect } from 'chai';
import { newId } from '#runtime/ids.ts';
import { money } from '#runtime/money.ts';
import { archive, catalog, create, revise, withDefaults, type Draft, type Offering, type OfferingContent } from './offering.ts';
import { violationsOf } from './offering-rules.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const LATER = new Date('2026-03-02T10:00:00Z');

const content = (change: Partial<OfferingContent> = {}): OfferingContent => ({
  kind: 'EVENT', title: 'Night Dive', summary: '', description: 'Line one.\nLine two.',
  category: { id: newId(), name: 'Dives', slug: 'dives' }, brand: undefined,
  price: money(6_500, 'EUR'), durationMinutes: 120, timeZone: 'Europe/Lisbon', capacity: 8, paymentMode: 'ONLINE',
  holdMinutes: 15, freeCancellationHours: 24, variants: [], addOns: [], tags: ['night'], place: '', ...change,
});
const draft = (change: Partial<OfferingContent> = {}): Draft => ({
  id: newId(), slug: 'night-dive', origin: { by: 'u', request: 'r' }, path: 'offering', content: content(change),
});
const variant = (change: object = {}) => ({ id: newId(), name: 'L', sku: 'SKU-L', price: undefined, ...change });
const addOn = (change: object = {}) => ({ id: newId(), name: 'Torch', price: money(800, 'EUR'), extraMinutes: 0, ...change });
const product = (change: Partial<OfferingContent> = {}) => content({ kind: 'PRODUCT', durationMinutes: 0, capacity: 0, ...change });

function published(): Offering {
  const decision = create([draft()], NOW);
  if (!('events' in decision)) throw new Error('refused');
  const [event] = decision.events;
  if (!event) throw new Error('nothing happened');
  return event.offering;
}

describe('offering rules', () => {
  const valid: Record<string, OfferingContent> = {
    'an event': content(),
    'a free appointment': content({ kind: 'APPOINTMENT', capacity: 1, price: money(0, 'EUR') }),
    'a product with variants': product({ variants: [variant(), variant({ name: 'M', sku: 'SKU-M', price: money(1, 'EUR') })] }),
    'an event with a variant that has no SKU': content({ variants: [variant({ sku: '' })] }),
    'a currency without decimals': content({ price: money(1_000, 'JPY') }),
    'a zone that Intl spells otherwise': content({ timeZone: 'Asia/Kolkata' }),
  };
  for (const [what, offering] of Object.entries(valid)) it(`accept ${what}`, () => expect(violationsOf(offering, 'o')).to.deep.equal([]));

  const invalid: readonly (readonly [string, OfferingContent])[] = [
    ['title', content({ title: '!!!' })],
    ['title', content({ title: 'a\0b' })],
    ['category_name', content({ category: { id: newId(), name: '-', slug: '' } })],
    ['brand_name', content({ brand: { id: newId(), name: '?', slug: '' } })],
    ['time_zone', content({ timeZone: 'Europe/Lisboa' })],
    ['time_zone', content({ timeZone: '+01:00' })],
    ['price.currency_code', content({ price: money(1, 'EUX') })],
    ['price.amount_minor', content({ price: money(-1, 'EUR') })],
    ['price.amount_minor', content({ price: money(10n ** 12n + 1n, 'EUR') })],
    ['duration_minutes', content({ durationMinutes: 0 })],
    ['duration_minutes', product({ durationMinutes: 1 })],
    ['capacity', content({ capacity: 0 })],
    ['capacity', content({ kind: 'SERVICE', capacity: 2 })],
    ['tags', content({ tags: ['Night', 'night'] })],
    ['tags', content({ tags: [' '] })],
    ['variants[0].sku', product({ variants: [variant({ sku: '' })] })],
    ['variants[0].price.currency_code', content({ variants: [variant({ price: money(1, 'USD') })] })],
    ['variants', product({ variants: [variant(), variant({ name: 'M' })] })],
    ['add_ons[0].price.currency_code', content({ addOns: [addOn({ price: money(1, 'USD') })] })],
    ['add_ons[0].extra_minutes', content({ addOns: [addOn({ extraMinutes: -1 })] })],
    ['add_ons', content({ addOns: [addOn(), addOn()] })],
  ];
  for (const [field, offering] of invalid) {
    it(`refuse a bad ${field} and name it alone`, () => {
      expect(violationsOf(offering, 'o').map((violation) => violation.field)).to.deep.equal([`o.${field}`]);
    });
  }

  it('name all that is broken at once', () => {
    expect(violationsOf(content({ title: '', timeZone: 'x', capacity: 0 }), 'offerings[3]')).to.have.length(3);
  });
});

describe('offering', () => {
  it('gets the defaults that an author left at zero', () => {
    expect(withDefaults(content({ kind: 'SERVICE', capacity: 0, holdMinutes: 0 }))).to.include({ capacity: 1, holdMinutes: 15 });
    expect(withDefaults(content({ capacity: 0 })).capacity).to.equal(0);
  });

  it('is created whole, or none of the request is', () => {
    expect(published()).to.include({ state: 'PUBLISHED', slug: 'night-dive', createdTime: NOW, updatedTime: NOW });
    const decision = create([draft(), draft({ capacity: 0 })], NOW);
    expect(decision).to.have.nested.property('rejection.reason', 'INVALID_OFFERING');
  });

  it('keeps slug, kind and birth when it changes', () => {
    const before = published();
    const decision = revise(before, content({ title: 'Dusk Dive' }), LATER);
    if (!('events' in decision)) throw new Error('refused');
    const after = decision.events.reduce(catalog.evolve, catalog.initial).get(before.id);
    expect(after).to.deep.include({ title: 'Dusk Dive', slug: 'night-dive', createdTime: NOW, updatedTime: LATER, origin: before.origin });
    expect(revise(before, content({ kind: 'SERVICE', capacity: 1 }), LATER)).to.have.nested.property('rejection.violations[0].field', 'offering.kind');
  });

  it('is archived once and never changed again', () => {
    const decision = archive(published(), LATER);
    if (!('events' in decision)) throw new Error('refused');
    const [event] = decision.events;
    if (!event) throw new Error('nothing happened');
    expect(event.offering.state).to.equal('ARCHIVED');
    expect(archive(event.offering, LATER)).to.deep.equal({ events: [] });
    expect(revise(event.offering, content(), LATER)).to.have.nested.property('rejection.reason', 'OFFERING_ARCHIVED');
  });
});
