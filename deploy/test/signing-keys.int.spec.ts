/** Keys of access tokens take turns under load without one refused call, and keys in wrong hands are refused within seconds. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { decodeProtectedHeader } from 'jose';
import { SigningKeyState } from '#proto/berth/user/v1/signing_key_service_pb.ts';
import { Failure } from '#runtime/errors.ts';
import { newId } from '#runtime/ids.ts';
import { openSigningStand, OPERATOR, type SignedIn, type SigningStand } from './signing-stand.ts';

const CUSTOMERS = 4;
const ROTATIONS = 4;
/** Through the gateway, at least. */
const CALLS = 400;

interface Load {
  /** Answers by HTTP status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Keys that signed what the gateway was shown. */
  readonly kids: ReadonlySet<string>;
}

/** Customers who refresh, in turns at each replica, and call with their first token and their newest. */
async function loadUntil(stand: SigningStand, over: AbortSignal): Promise<Load> {
  const statuses = new Map<number, number>();
  const kids = new Set<string>();
  const use = async (token: string): Promise<void> => {
    const status = await stand.call(token);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    kids.add(decodeProtectedHeader(token).kid ?? '');
  };
  const customer = async (): Promise<void> => {
    const first = await stand.register();
    let session: SignedIn = first;
    for (let turn = 0; !over.aborted || turn < CALLS / CUSTOMERS / 2; turn += 1) {
      session = await stand.refresh(session, turn % 2);
      await Promise.all([use(session.accessToken), use(first.accessToken)]);
    }
  };
  await Promise.all(Array.from({ length: CUSTOMERS }, customer));
  return { statuses, kids };
}

/** Rotates several times under load; each key signs before the next is made. */
async function rotateUnderLoad(stand: SigningStand): Promise<Load> {
  const over = new AbortController();
  const load = loadUntil(stand, over.signal);
  try {
    for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
      const { key } = await rotated(stand, rotation % 2);
      await until(async () => (await keysOf(stand)).some(({ kid, state }) => kid === key?.kid && state === SigningKeyState.ACTIVE));
      await delay(300);
    }
  } finally {
    over.abort();
  }
  return load;
}

const rotated = (stand: SigningStand, replica: number) => client(stand, replica).rotateSigningKey({ requestId: newId() }, OPERATOR);
const keysOf = async (stand: SigningStand) => (await client(stand, 0).listSigningKeys({}, OPERATOR)).keys;

function client({ operators }: SigningStand, replica: number) {
  const found = operators[replica];
  if (!found) throw new TypeError('no such replica');
  return found;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('did not come about within 20 s');
    await delay(25);
  }
}

describe('signing keys of access tokens', function () {
  this.timeout(90_000);

  it('take turns under load without one refused call, and tokens of the old ones stay good', async () => {
    await using stand = await openSigningStand({ publishAheadMs: 1_000 });
    const { statuses, kids } = await rotateUnderLoad(stand);
    expect([...statuses.keys()]).to.deep.equal([200]);
    expect(statuses.get(200)).to.be.at.least(CALLS);
    expect(kids.size).to.equal(ROTATIONS + 1);
    // The newest first: one signs, and what those before it signed is good until it ends.
    expect((await keysOf(stand)).map(({ state }) => state)).to.deep.equal([SigningKeyState.ACTIVE, ...Array<SigningKeyState>(ROTATIONS).fill(SigningKeyState.RETIRING)]);
  });

  it('that signed before the gateway could know them would be refused', async () => {
    await using stand = await openSigningStand({ publishAheadMs: 0 });
    const { statuses } = await rotateUnderLoad(stand);
    expect(statuses.get(401)).to.be.greaterThan(0);
  });

  it('that are given up end every token within the bound; sessions go on', async () => {
    await using stand = await openSigningStand({ publishAheadMs: 1_000 });
    const session = await stand.register();
    await rotated(stand, 1);
    const before = await stand.published();
    expect(before).to.have.length(2);
    expect(await stand.call(session.accessToken)).to.equal(200);
    const { key } = await client(stand, 1).revokeSigningKeys({ requestId: newId() }, OPERATOR);
    await until(async () => (await stand.call(session.accessToken)) === 401);
    expect(await stand.published()).to.deep.equal([key?.kid]);
    const states = (await keysOf(stand)).map(({ state }) => state);
    expect(states.filter((state) => state === SigningKeyState.ACTIVE)).to.have.length(1);
    expect(states.filter((state) => state === SigningKeyState.REVOKED)).to.have.length(2);
    // The replica that gave them up signs with the new key at once, the other as soon as it looks again.
    for (const replica of [1, 0]) {
      let { refreshToken } = session;
      await until(async () => {
        const refreshed = await stand.refresh({ ...session, refreshToken }, replica);
        ({ refreshToken } = refreshed);
        return (await stand.call(refreshed.accessToken)) === 200;
      });
    }
  });

  it('are not rotated while the next one waits, by nobody but operators, and show no private half', async () => {
    await using stand = await openSigningStand({ publishAheadMs: 600_000 });
    const reasonOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => (error instanceof Failure ? error.reason : String(error)));
    await rotated(stand, 0);
    expect(await reasonOf(rotated(stand, 1))).to.equal('ROTATION_UNDER_WAY');
    const customer = { caller: { ...OPERATOR.caller, subject: newId(), roles: ['admin'] as const } };
    const keys = client(stand, 0);
    const refusals = await Promise.all([keys.rotateSigningKey({}, customer), keys.revokeSigningKeys({}, customer), keys.listSigningKeys({}, customer)].map(reasonOf));
    expect(refusals).to.deep.equal(['ACCESS_DENIED', 'ACCESS_DENIED', 'ACCESS_DENIED']);
    const first = await keys.listSigningKeys({ pageSize: 1 }, OPERATOR);
    const rest = await keys.listSigningKeys({ pageSize: 1, pageToken: first.nextPageToken }, OPERATOR);
    expect([...first.keys, ...rest.keys].map(({ state }) => state)).to.deep.equal([SigningKeyState.NEXT, SigningKeyState.ACTIVE]);
    expect(rest.nextPageToken).to.equal('');
    const stored = await stand.harness.service.database.relay.run('select * from signing_key');
    expect(stored).to.have.length(2);
    expect(JSON.stringify(stored)).not.to.match(/"d":/);
  });
});
