import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { expect } from 'chai';
import fc from 'fast-check';
import { OfferingKind, OfferingSchema, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { OfferingInputSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { Failure } from '#runtime/errors.ts';
import { newId } from '#runtime/ids.ts';
import { fromRow, toRecord } from './db/offering-row.ts';
import type { Offering } from './domain/offering.ts';
import { toContent, toInput, toOffering, withIds } from './mapping.ts';
import { merge } from './update-mask.ts';

const TENANT = newId();
const NOW = new Date('2026-03-01T10:00:00Z');

const text = fc.string({ minLength: 1, maxLength: 40 }).map((value) => `x${value.trim()}`);
const minor = fc.bigInt({ min: 0n, max: 10n ** 12n });
const input = fc.record({
  kind: fc.constantFrom(OfferingKind.EVENT, OfferingKind.PRODUCT),
  title: text, summary: text, description: text, categoryName: text, place: text,
  brandName: fc.oneof(fc.constant(''), text),
  price: minor.map((amountMinor) => ({ amountMinor, currencyCode: 'EUR' })),
  durationMinutes: fc.integer({ min: 1, max: 600 }), capacity: fc.integer({ min: 1, max: 50 }), holdMinutes: fc.integer({ min: 1, max: 60 }),
  freeCancellationHours: fc.integer({ min: 0, max: 72 }), timeZone: fc.constant('Europe/Lisbon'),
  paymentMode: fc.constantFrom(PaymentMode.ONLINE, PaymentMode.AT_DESK),
  tags: fc.array(text, { maxLength: 3 }),
  variants: fc.array(fc.record({ name: text, sku: text }), { maxLength: 2 }),
  addOns: fc.array(fc.record({ name: text, price: minor.map((amountMinor) => ({ amountMinor, currencyCode: 'EUR' })) }), { maxLength: 2 }),
}).map((value) => withIds(create(OfferingInputSchema, value)));

const offeringOf = (from: Parameters<typeof toContent>[0]): Offering => ({
  ...toContent(from, 'offering', TENANT, new Map()), id: newId(), slug: 's', state: 'PUBLISHED',
  origin: { by: 'u', request: 'r' }, createdTime: NOW, updatedTime: NOW,
});

/** What Postgres gives back for a written record. */
function stored(offering: Offering): Offering {
  const { price_minor, version, ...record } = toRecord(TENANT, offering, 1n);
  const { category, brand } = offering;
  const row = {
    ...record, price_minor: BigInt(String(price_minor)), version: BigInt(String(version)),
    category_name: category.name, category_slug: category.slug, brand_name: brand?.name ?? null, brand_slug: brand?.slug ?? null,
  };
  return fromRow(row as unknown as Parameters<typeof fromRow>[0]);
}

describe('catalogue mapping', () => {
  it('loses nothing on the way to the row and back', () => {
    fc.assert(fc.property(input, (wanted) => {
      const offering = offeringOf(wanted);
      expect(stored(offering)).to.deep.equal(offering);
    }));
  });

  it('gives an author back what they wrote', () => {
    fc.assert(fc.property(input, (wanted) => {
      const offering = offeringOf(wanted);
      expect(toContent(toInput(offering), 'offering', TENANT, new Map())).to.deep.equal(toContent(wanted, 'offering', TENANT, new Map()));
    }));
  });

  it('writes what the contract can carry', () => {
    fc.assert(fc.property(input, (wanted) => {
      const bytes = toBinary(OfferingSchema, create(OfferingSchema, toOffering(offeringOf(wanted), '1')));
      expect(fromBinary(OfferingSchema, bytes).title).to.equal(wanted.title.trim());
    }));
  });

  it('refuses an id of another kind and names its field', () => {
    const bad = create(OfferingInputSchema, { kind: 3, paymentMode: 1, title: 't', categoryName: 'c', price: { currencyCode: 'EUR' }, variants: [{ id: 'off_1', name: 'L' }] });
    expect(() => toContent(bad, 'offerings[2]', TENANT, new Map())).to.throw(Failure, 'offerings[2].variants[0].id');
  });
});

describe('update mask', () => {
  it('takes the masked fields from the change and all others from the base', () => {
    fc.assert(fc.property(input, input, fc.subarray(['title', 'price', 'tags', 'brand_name', 'capacity'], { minLength: 1 }), (base, change, paths) => {
      const merged = merge(base, change, paths);
      expect(merged.title).to.equal((paths.includes('title') ? change : base).title);
      expect(merged.price?.amountMinor).to.equal((paths.includes('price') ? change : base).price?.amountMinor);
      expect(merged.tags).to.deep.equal((paths.includes('tags') ? change : base).tags);
      expect(merged.brandName).to.equal((paths.includes('brand_name') ? change : base).brandName);
      expect(merged.summary).to.equal(base.summary);
    }));
  });

  it('leaves the base as it was', () => {
    const [base, change] = fc.sample(input, { numRuns: 2, seed: 7 });
    if (!base || !change) throw new Error('no sample');
    const before = toSnapshot(base);
    merge(base, change, ['title', 'tags', 'price']);
    expect(toSnapshot(base)).to.equal(before);
  });
});

const toSnapshot = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
