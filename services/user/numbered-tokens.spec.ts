import { expect } from 'chai';
import { Failure, reject } from '../runtime/errors.ts';
import { newId } from '../runtime/ids.ts';
import { createKeyring } from '../runtime/secrets/keyring.ts';
import { numberedTokens, type NumberedTokens } from './numbered-tokens.ts';

const refusal = () => reject('REFUSED', 'No.');
const tokens = numberedTokens(createKeyring(['one']), 'links', 'lnk', refusal);
const [harbour, clinic, id] = [newId(), newId(), newId()];
const token = tokens.make(harbour, { id, number: 7 });

const outcomeOf = (text: string, tenantId = harbour, by: NumberedTokens = tokens): unknown => {
  try {
    return by.read(tenantId, text);
  } catch (error) {
    return error instanceof Failure ? error.reason : error;
  }
};

describe('numbered tokens', () => {
  it('say what they were made for', () => expect(outcomeOf(token)).to.deep.equal({ id, number: 7 }));

  it('are refused under another number, id, business, purpose or secret', () => {
    const [typeId = '', number = '', mac = ''] = token.split('.');
    const other = tokens.make(harbour, { id: newId(), number: 7 }).split('.')[0] ?? '';
    for (const forged of [`${typeId}.8.${mac}`, `${other}.${number}.${mac}`, `${typeId}.${number}.`, `${typeId}.${number}.${'A'.repeat(mac.length)}`, 'nothing at all', '']) {
      expect(outcomeOf(forged), forged).to.equal('REFUSED');
    }
    expect(outcomeOf(token, clinic)).to.equal('REFUSED');
    expect(outcomeOf(token, harbour, numberedTokens(createKeyring(['one']), 'sessions', 'lnk', refusal))).to.equal('REFUSED');
    expect(outcomeOf(token, harbour, numberedTokens(createKeyring(['another']), 'links', 'lnk', refusal))).to.equal('REFUSED');
  });
});
