import { expect } from 'chai';
import { readDraft } from './draft.ts';

describe('a draft', () => {
  it('is read as it was written', () => {
    expect(readDraft('{"note":"Left knee","consent":true}')).to.deep.equal({ note: 'Left knee', consent: true });
  });

  it('is empty and without consent when there is none that makes sense', () => {
    for (const text of [null, '', 'x', '1', '{"note":1,"consent":true}', '{"note":"x"}']) expect(readDraft(text)).to.deep.equal({ note: '', consent: false });
  });
});
