import { expect } from 'chai';
import { Failure } from '../../runtime/errors.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { checkPassword } from './password-rules.ts';

const refusalOf = (password: string): string | undefined => {
  try {
    checkPassword(password, 'Ana.Marques@example.com', 'new_password');
    return undefined;
  } catch (error) {
    return error instanceof Failure ? `${error.code} ${error.reason} ${error.details.violations?.[0]?.field}` : String(error);
  }
};

describe('passwords', () => {
  it('are refused when they are among the commonest, in whatever case and width', () => {
    for (const password of ['password1', 'PassWord123', 'ｑｗｅｒｔｙ１２３', '!!!!!!!!', 'zzzzzzzzzzzz']) {
      expect(refusalOf(password), password).to.equal('INVALID_ARGUMENT PASSWORD_TOO_COMMON new_password');
    }
  });

  it('are refused when they are the address, or what is before its @', () => {
    expect(refusalOf('ana.marques@example.com')).to.contain('PASSWORD_TOO_COMMON');
    expect(refusalOf('Ana.Marques')).to.contain('PASSWORD_TOO_COMMON');
  });

  it('may be made of anything else', () => {
    for (const password of ['correct horse', 'aaaaaaab', '雪が降る夜の港', 'password of mine']) expect(refusalOf(password), password).to.equal(undefined);
  });

  it('are on the list only when the contract would let them in', () => {
    expect([...COMMON_PASSWORDS].filter((password) => password.length < 8)).to.deep.equal([]);
  });
});
