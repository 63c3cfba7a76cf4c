import { expect } from 'chai';
import fc from 'fast-check';
import { brandColors, contrast, parse } from './brand-colors.ts';

type Rgb = readonly [number, number, number];

function rgb(color: string | undefined): Rgb {
  const found = parse(color ?? '');
  if (!found) throw new Error(`${color} is no colour`);
  return found;
}

const surfaces = { light: ['#ffffff', '#f7f8fa', '#e8ecf1'], dark: ['#0f1218', '#171b24', '#232b38'] };

describe('brand colours', () => {
  it('can be read in both modes, whatever the brand', () => {
    const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(color, (brand) => {
        const colors = brandColors(brand);
        for (const surface of surfaces.light) expect(contrast(rgb(colors?.['--accent-light']), rgb(surface))).to.be.at.least(4.5);
        for (const surface of surfaces.dark) expect(contrast(rgb(colors?.['--accent-dark']), rgb(surface))).to.be.at.least(4.5);
        expect(contrast(rgb(colors?.['--accent-light']), rgb(colors?.['--on-accent-light']))).to.be.at.least(4.5);
        expect(contrast(rgb(colors?.['--accent-dark']), rgb(colors?.['--on-accent-dark']))).to.be.at.least(4.5);
      }),
    );
  });

  it('stay as they are where they can be read', () => {
    expect(brandColors('#0a6c74')?.['--accent-light']).to.equal('#0a6c74');
    expect(brandColors('#ffe066')?.['--accent-dark']).to.equal('#ffe066');
  });

  it('leave the page its own accent when there is none', () => {
    expect(brandColors('')).to.equal(undefined);
    expect(brandColors('red')).to.equal(undefined);
  });
});
