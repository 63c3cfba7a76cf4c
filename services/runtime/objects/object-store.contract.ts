/** What every object store must do; each adapter's test runs all of it. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Failure } from '../errors.ts';
import type { ObjectStore } from './object-store.ts';

export interface ContractSubject {
  readonly store: ObjectStore;
  /** A store of the same kind where nobody answers. */
  readonly unreachable: ObjectStore;
}

const contentType = 'application/pdf';
const soon = (): AbortSignal => AbortSignal.timeout(5_000);

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const outcome: unknown = await work.catch((error: unknown) => error);
  if (!(outcome instanceof Failure)) throw new Error(`expected a failure, not ${String(outcome)}`);
  return outcome;
}

export function objectStoreContract(subject: () => ContractSubject): void {
  it('gives back what was stored', async () => {
    const { store } = subject();
    const bytes = randomBytes(20_000);
    await store.put('tnt_a/one.pdf', { bytes, contentType }, soon());
    expect(await store.get('tnt_a/one.pdf', soon())).to.deep.equal(new Uint8Array(bytes));
  });

  it('keeps objects that are larger than a message', async () => {
    const { store } = subject();
    const bytes = randomBytes(3_000_000);
    await store.put('tnt_a/large.pdf', { bytes, contentType }, soon());
    const found = await store.get('tnt_a/large.pdf', soon());
    expect(Buffer.from(found ?? []).equals(bytes)).to.equal(true);
  });

  it('keeps an empty object apart from a missing one', async () => {
    const { store } = subject();
    await store.put('tnt_a/empty', { bytes: new Uint8Array(), contentType }, soon());
    expect(await store.get('tnt_a/empty', soon())).to.have.length(0);
    expect(await store.get('tnt_a/missing', soon())).to.equal(undefined);
  });

  it('puts an object in the place of the one before', async () => {
    const { store } = subject();
    await store.put('tnt_a/twice', { bytes: Buffer.from('a longer first text'), contentType }, soon());
    await store.put('tnt_a/twice', { bytes: Buffer.from('second'), contentType }, soon());
    expect(Buffer.from((await store.get('tnt_a/twice', soon())) ?? []).toString()).to.equal('second');
  });

  it('removes an object, also one that is not there', async () => {
    const { store } = subject();
    await store.put('tnt_a/gone', { bytes: Buffer.from('text'), contentType }, soon());
    await store.remove('tnt_a/gone', soon());
    expect(await store.get('tnt_a/gone', soon())).to.equal(undefined);
    await store.remove('tnt_a/gone', soon());
    await store.remove('tnt_a/never', soon());
    await store.put('tnt_a/gone', { bytes: Buffer.from('again'), contentType }, soon());
    expect(Buffer.from((await store.get('tnt_a/gone', soon())) ?? []).toString()).to.equal('again');
  });

  it('takes keys with folders, spaces and any script', async () => {
    const { store } = subject();
    const keys = ['a/b/c.pdf', 'a/b c+d.pdf', 'a/領収書 é?&=#.pdf'];
    for (const key of keys) await store.put(key, { bytes: Buffer.from(key), contentType }, soon());
    for (const key of keys) expect(Buffer.from((await store.get(key, soon())) ?? []).toString()).to.equal(key);
  });

  it('says UNAVAILABLE when the store does not answer', async () => {
    const { unreachable } = subject();
    const signal = AbortSignal.timeout(300);
    expect((await failureOf(unreachable.get('tnt_a/one.pdf', signal))).code).to.equal('UNAVAILABLE');
    const put = unreachable.put('tnt_a/one.pdf', { bytes: new Uint8Array(1), contentType }, AbortSignal.timeout(300));
    expect((await failureOf(put)).code).to.equal('UNAVAILABLE');
  });

  it('makes no call for a signal that has aborted', async () => {
    const { store } = subject();
    const put = store.put('tnt_a/aborted', { bytes: new Uint8Array(1), contentType }, AbortSignal.abort());
    expect((await failureOf(put)).code).to.equal('UNAVAILABLE');
    expect(await store.get('tnt_a/aborted', soon())).to.equal(undefined);
  });
}
