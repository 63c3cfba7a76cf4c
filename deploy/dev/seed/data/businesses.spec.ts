import { expect } from 'chai';
import { OfferingKind, PaymentMode } from './model.ts';
import { offeringsOf, type PlannedOffering } from '../offerings.ts';
import { accountsOf } from '../people.ts';
import { servedBy } from '../schedule.ts';
import { BUSINESSES } from './businesses.ts';

const SERVED: readonly OfferingKind[] = [OfferingKind.APPOINTMENT, OfferingKind.SERVICE];

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** WCAG 2.1 contrast of a colour with white. */
function contrastWithWhite(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

const repeated = (all: readonly string[]): string[] => all.filter((one, index) => all.indexOf(one) !== index);

describe('demo businesses', () => {
  it('have six hundred offerings and 128 people in all', () => {
    expect(BUSINESSES.flatMap(offeringsOf)).to.have.length(600);
    expect(new Set(BUSINESSES.flatMap(accountsOf).map(({ email }) => email))).to.have.property('size', 128);
  });

  it('are different in slug, currency and zone', () => {
    for (const field of ['slug', 'currencyCode', 'timeZone', 'supportEmail'] as const) {
      expect(repeated(BUSINESSES.map((business) => business[field])), field).to.deep.equal([]);
    }
  });

  for (const business of BUSINESSES) {
    describe(business.name, () => {
      const offerings = offeringsOf(business);
      const every = (holds: (offering: PlannedOffering) => boolean): void => {
        expect(offerings.filter((offering) => !holds(offering)).map(({ title }) => title)).to.deep.equal([]);
      };

      it('is somewhere, in money and words that exist', () => {
        expect(Intl.supportedValuesOf('timeZone')).to.include(business.timeZone);
        expect(Intl.supportedValuesOf('currency')).to.include(business.currencyCode);
        expect(Intl.NumberFormat.supportedLocalesOf(business.locale)).to.deep.equal([business.locale]);
        expect(business.supportEmail).to.match(/\.example$/);
      });

      it('has a colour that white text can be read on', () => expect(contrastWithWhite(business.brandColor)).to.be.at.least(4.5));

      it('has all four kinds, and no two offerings of one name', () => {
        expect(new Set(offerings.map(({ kind }) => kind))).to.have.property('size', 4);
        expect(repeated(offerings.map(({ title }) => title.toLowerCase()))).to.deep.equal([]);
      });

      it('is mostly paid online, sometimes at the desk, and sometimes for nothing', () => {
        const online = offerings.filter(({ pay }) => pay === PaymentMode.ONLINE);
        expect(online.length / offerings.length).to.be.within(0.5, 0.95);
        expect(offerings.some(({ kind, price }) => kind === OfferingKind.EVENT && price === 0)).to.equal(true);
      });

      it('asks for prices that somebody would pay', () => {
        const one = business.currencyCode === 'JPY' ? 1 : 100;
        const most = business.currencyCode === 'JPY' ? 600_000 : 2_000;
        every(({ price, kind }) => (price === 0 ? kind !== OfferingKind.PRODUCT : price >= 5 * one && price <= most * one));
        every(({ input }) => [...(input.variants ?? []), ...(input.addOns ?? [])].every((choice) => (choice.price?.amountMinor ?? 1n) > 0n));
      });

      it('describes each in three to five sentences that no other has', () => {
        every(({ input }) => {
          const sentences = (input.description ?? '').split(/[.?!](?:\s|$)/).filter(Boolean).length;
          return sentences >= 3 && sentences <= 5;
        });
        expect(repeated(offerings.map(({ input }) => input.description ?? ''))).to.deep.equal([]);
        expect(repeated(offerings.map(({ input }) => input.summary ?? ''))).to.deep.equal([]);
      });

      it('gives every product a choice, and every choice a stock number of its own', () => {
        every(({ kind, input }) => (kind === OfferingKind.PRODUCT) === ((input.variants ?? []).length > 0));
        const skus = offerings.flatMap(({ input }) => (input.variants ?? []).map(({ sku = '' }) => sku));
        expect(repeated(skus)).to.deep.equal([]);
        expect(skus.filter((sku) => !/^[A-Z0-9]+(-[A-Z0-9]+)+$/.test(sku))).to.deep.equal([]);
      });

      it('has somebody for every appointment and service, with hours long enough for it', () => {
        const longest = (offering: PlannedOffering): number =>
          Math.max(0, ...business.staff.filter((member) => servedBy(member, [offering]).length > 0)
            .flatMap(({ hours }) => hours.map(({ start, end }) => minutesOf(end) - minutesOf(start))));
        every((offering) => !SERVED.includes(offering.kind) || longest(offering) >= offering.minutes);
      });

      it('sends staff only to categories that it has', () => {
        const categories = new Set(offerings.map(({ category }) => category));
        expect(business.staff.flatMap(({ serves }) => serves).filter((category) => !categories.has(category))).to.deep.equal([]);
      });

      it('has rules for offerings that it has, and every room and skill that they need', () => {
        for (const { category, titles = [], rules } of business.rules) {
          const meant = offerings.filter((offering) => offering.category === category);
          expect(meant, category).not.to.be.empty;
          expect(titles.filter((title) => !meant.some((offering) => offering.title === title)), category).to.deep.equal([]);
          for (const { kind = '', count = 1, skills = [] } of rules.needs ?? []) {
            const fit = business.resources.filter((resource) => resource.kind === kind && skills.every((skill) => resource.skills?.includes(skill)));
            const able = kind === 'staff' ? business.staff.filter(({ serves }) => serves.includes(category)) : fit;
            expect(able.length, `${category}: ${kind}`).to.be.at.least(count);
          }
        }
      });

      it('begins events by day or evening and ends them before the last train', () => {
        every(({ kind, times }) => (kind === OfferingKind.EVENT) === times.length > 0);
        every(({ times, minutes }) => minutes > 720 || times.every((time) => minutesOf(time.slice(4)) + minutes <= 24 * 60 + 10));
      });
    });
  }
});
