import { expect } from 'chai';
import fc from 'fast-check';
import { brandColor, brandColorOnWhite, textOnBrandColor } from './brand-color.ts';

const luminance = (color: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (a: string, b: string): number => {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};
const colors = fc.integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('brand colour', () => {
  it('keeps a colour that can be read and darkens one that cannot', () => {
    expect(brandColorOnWhite('#0B6E4F')).to.equal('#0b6e4f');
    expect(brandColorOnWhite('#ffe600')).not.to.equal('#ffe600');
  });

  it('takes a neutral colour for what is none', () => {
    expect(brandColor('')).to.equal('#1f4e79');
    expect(brandColor('red; background: url(x)')).to.equal('#1f4e79');
  });

  it('is readable for every colour there is', () => {
    fc.assert(
      fc.property(colors, (color) => {
        expect(contrast(brandColorOnWhite(color), '#ffffff')).to.be.at.least(4.5);
        expect(contrast(textOnBrandColor(color), color)).to.be.at.least(4.5);
      }),
    );
  });
});
