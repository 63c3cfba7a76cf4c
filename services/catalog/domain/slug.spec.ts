import { expect } from 'chai';
import fc from 'fast-check';
import { freeSlug, slugOf } from './slug.ts';

describe('slugs', () => {
  const examples: readonly (readonly [string, string])[] = [
    ['Night Dive at Berlenga', 'night-dive-at-berlenga'],
    ['  Crème   brûlée! ', 'creme-brulee'],
    ["Children's Hour", 'childrens-hour'],
    ['28" Wheel & Tyre', '28-wheel-tyre'],
    ['自転車ガイド', '自転車ガイド'],
    ['!!!', ''],
    ['a\0b', 'a-b'],
  ];
  for (const [title, slug] of examples) it(`makes "${slug}" of ${JSON.stringify(title)}`, () => expect(slugOf(title)).to.equal(slug));

  it('are letters, digits and single inner hyphens, whatever the title', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (title) => {
      const slug = slugOf(title);
      expect(slug).to.match(/^([\p{L}\p{N}\p{M}]+(-[\p{L}\p{N}\p{M}]+)*)?$/u);
      expect([...slug].length).to.be.at.most(80);
    }));
  });

  it('stay what they are when made of themselves', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (title) => {
      expect(slugOf(slugOf(title))).to.equal(slugOf(title));
    }));
  });

  it('are cut between words', () => {
    expect(slugOf(`${'word '.repeat(30)}`)).to.equal(Array.from({ length: 16 }, () => 'word').join('-').slice(0, 79));
  });

  it('differ from those that are taken', () => {
    fc.assert(fc.property(fc.constantFrom('a', 'b'), fc.array(fc.constantFrom('a', 'a-2', 'a-3', 'b')), (base, taken) => {
      const slug = freeSlug(base, new Set(taken));
      expect(taken).not.to.include(slug);
      if (!taken.includes(base)) expect(slug).to.equal(base);
    }));
  });
});
