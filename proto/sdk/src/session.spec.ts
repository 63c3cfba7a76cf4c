import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { SessionSchema } from '../../gen/berth/user/v1/user_pb.ts';
import { toStored } from './session.ts';

const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('toStored', () => {
  it("counts the token's lifetime from its arrival, whatever this machine's clock says", () => {
    const session = create(SessionSchema, { accessToken: jwt({ iat: 1000, exp: 1600 }), accessExpireTime: { seconds: 1600n } });
    expect(toStored(session, 50_000_000)).to.have.property('accessExpiresAt', 50_600_000);
  });

  it('falls back to the expire time when the token cannot be read', () => {
    const session = create(SessionSchema, { accessToken: 'opaque', accessExpireTime: { seconds: 1600n } });
    expect(toStored(session, 1_000_000)).to.have.property('accessExpiresAt', 1_600_000);
  });
});
