import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { expect } from 'chai';
import { type Session, SessionSchema } from '../../gen/berth/user/v1/user_pb.ts';
import { createSessionKeeper } from './session-keeper.ts';
import { memorySessions } from './session.ts';

const NOW = 1_800_000_000_000;
const stored = { accessToken: 'old', accessExpiresAt: NOW + 600_000, refreshToken: 'r1', refreshExpiresAt: NOW + 9e9, userId: 'usr_1' };
const renewed = create(SessionSchema, {
  accessToken: 'new',
  accessExpireTime: { seconds: BigInt(NOW / 1000 + 600) },
  refreshToken: 'r2',
});

function keeperWith(accessExpiresAt: number, refresh: (token: string) => Promise<Session | undefined>) {
  const store = memorySessions();
  void store.save({ ...stored, accessExpiresAt });
  return { store, keeper: createSessionKeeper({ store, refresh, lock: (_name, work) => work(), now: () => NOW }) };
}

describe('the session keeper', () => {
  it('gives the token while it is good, without a refresh', async () => {
    const { keeper } = keeperWith(NOW + 31_000, () => Promise.reject(new Error('must not refresh')));
    expect(await keeper.accessToken()).to.equal('old');
  });

  it('trades the refresh token once for fifty calls at the same time', async () => {
    const spent: string[] = [];
    const { keeper } = keeperWith(NOW + 29_000, async (token) => {
      spent.push(token);
      return renewed;
    });
    const tokens = await Promise.all(Array.from({ length: 50 }, () => keeper.accessToken()));
    expect(new Set(tokens)).to.deep.equal(new Set(['new']));
    expect(spent).to.deep.equal(['r1']);
    expect(await keeper.current()).to.include({ accessToken: 'new', accessExpiresAt: NOW + 600_000, refreshToken: 'r2' });
  });

  it('takes the token that another tab has fetched meanwhile', async () => {
    const { keeper, store } = keeperWith(NOW, () => Promise.reject(new Error('must not refresh')));
    await store.save({ ...stored, accessToken: 'of another tab' });
    expect(await keeper.replace('old')).to.equal('of another tab');
  });

  it('forgets a session that Berth has ended', async () => {
    const { keeper } = keeperWith(NOW, () => Promise.reject(new ConnectError('reused', Code.Unauthenticated)));
    expect(await keeper.accessToken()).to.equal(undefined);
    expect(await keeper.current()).to.equal(undefined);
  });

  it('keeps the session when Berth could not be reached, and tries again next time', async () => {
    let down = true;
    const { keeper } = keeperWith(NOW, async () => {
      if (down) throw new ConnectError('down', Code.Unavailable);
      return renewed;
    });
    expect(await keeper.accessToken().catch((error: unknown) => ConnectError.from(error).code)).to.equal(Code.Unavailable);
    down = false;
    expect(await keeper.accessToken()).to.equal('new');
  });
});
