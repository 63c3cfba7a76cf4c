/** Escaping. */
import { expect } from 'chai';
import { html } from './html.ts';

describe('sandbox html', () => {
  it('escapes values and keeps what is html already', () => {
    const row = (name: string) => html`<li title="${name}">${name}</li>`;
    expect(html`<ul>${[`<b>"&'`, 'x'].map(row)}${undefined}${false}${0}</ul>`.source).to.equal(
      '<ul><li title="&lt;b&gt;&quot;&amp;&#39;">&lt;b&gt;&quot;&amp;&#39;</li><li title="x">x</li>0</ul>',
    );
  });
});
