import { expect } from 'chai';
import { fromBinary } from '@bufbuild/protobuf';
import { UserCreatedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { effectType } from '../effects/types.ts';
import { Failure, reject } from '../errors.ts';
import { fakeTurn, SERVICE, worldOf } from '../testing/fake-turn.ts';
import { actor } from './actor.ts';
import { single } from './state.ts';
import { Reroute } from './turn.ts';
import type { Key, Store } from './types.ts';

interface Counter {
  readonly id: string;
  readonly count: number;
}
type Counted = { readonly type: 'counted'; readonly by: number };

const store: Store<Counter> = { load: async () => new Map(), save: async () => undefined };
const counter = actor({
  name: 'counter',
  state: single<Counter>('counter', store),
  behaviour: { initial: undefined, evolve: (state: Counter | undefined, { by }: Counted) => ({ id: 'a', count: (state?.count ?? 0) + by }) },
  publish: ({ by }: Counted) =>
    by > 1 ? { key: KEY, subject: 'usr_a', schema: UserCreatedSchema, payload: { user: { displayName: String(by) } } } : undefined,
  reminders: { later: () => undefined },
});

const KEY: Key = { type: 'counter', id: 'a' };
const ring = effectType<{ bell: number }, void>('ring');
const count = (by: number) => ({ events: [{ type: 'counted', by } as const] });

describe('a turn', () => {
  const start = { parts: [[KEY, { id: 'a', count: 5 }] as const] };

  it('sees what it applied, and keeps it when it ends', () => {
    const seen: (number | undefined)[] = [];
    const result = fakeTurn(counter, start, (turn) => {
      seen.push(turn.apply(count(1))?.count, turn.state?.count);
    });
    expect(seen).to.deep.equal([6, 6]);
    expect(result.valueOf('a')).to.deep.equal({ id: 'a', count: 6 });
  });

  it('changes nothing when a rule says no, whatever it did before', () => {
    const parts = [[KEY, { id: 'a', count: 5 }] as const];
    const run = () =>
      fakeTurn(counter, { parts }, (turn) => {
        turn.apply(count(1));
        turn.apply({ rejection: reject('ENOUGH', 'That is enough.') });
      });
    expect(run).to.throw(Failure, 'That is enough.');
    expect(parts[0]?.[1]).to.deep.equal({ id: 'a', count: 5 });
  });

  it('publishes events with versions that follow each other', () => {
    const { events } = fakeTurn(counter, { ...start, version: 7n }, (turn) => {
      turn.apply(count(1));
      turn.apply(count(2));
      turn.apply(count(3));
    });
    expect(events.map(({ keyVersion, type }) => [keyVersion, type])).to.deep.equal([[8n, 'user.created'], [9n, 'user.created']]);
    expect(events.map(({ payload }) => fromBinary(UserCreatedSchema, payload).user?.displayName)).to.deep.equal(['2', '3']);
  });

  it('changes nothing when an event of it cannot be told', () => {
    const told = (displayName: string, key = KEY) => ({
      ...counter,
      publish: () => ({ key, subject: 'usr_a', schema: UserCreatedSchema, payload: { user: { displayName } } }),
    });
    const broken = [
      { actor: told('x'.repeat(1_000_000)), error: Failure, text: 'too large to be passed on' },
      { actor: told('x', { type: 'counter', id: 'another' }), error: TypeError, text: 'does not hold' },
    ];
    for (const { actor: telling, error, text } of broken) {
      const world = worldOf(SERVICE, start.parts);
      expect(() => fakeTurn(telling, { ...start, world }, (turn) => void turn.apply(count(1)))).to.throw(error, text);
      expect([...world.values()].map(({ value, version, eventVersion }) => ({ value, version, eventVersion }))).to.deep.equal([
        { value: { id: 'a', count: 5 }, version: 0n, eventVersion: 0n },
      ]);
    }
  });

  it('counts one version however many events change a key', () => {
    fakeTurn(counter, { ...start, version: 7n }, (turn) => {
      expect(turn.version(KEY)).to.equal(7n);
      turn.apply(count(1));
      turn.apply(count(1));
      expect(turn.version(KEY)).to.equal(8n);
    });
  });

  it('refuses an etag that is not the newest, and accepts none at all', () => {
    fakeTurn(counter, { ...start, version: 7n }, (turn) => {
      turn.expectEtag(KEY, '7');
      turn.expectEtag(KEY, '');
      expect(() => turn.expectEtag(KEY, '6')).to.throw(Failure, /changed in the meantime/);
    });
  });

  it('starts again when it needs a key that it does not hold', () => {
    const other: Key = { type: 'counter', id: 'b' };
    expect(() => fakeTurn(counter, start, (turn) => turn.need(KEY, other))).to.throw(Reroute);
    expect(() => fakeTurn(counter, start, (turn) => turn.need(KEY))).not.to.throw();
  });

  it('records effects and reminders in order, on its first key', () => {
    const due = new Date('2027-03-02T00:00:00Z');
    const { effects } = fakeTurn(counter, start, (turn) => {
      turn.effect(ring, { bell: 1 });
      turn.remind('later', due);
      turn.forget('later');
    });
    expect(effects.map(({ kind, name, key }) => [kind, name, key.id])).to.deep.equal([['effect', 'ring', 'a'], ['reminder', 'later', 'a'], ['forget', 'later', 'a']]);
  });

  it('names a reminder that the actor does not have', () => {
    expect(() => fakeTurn(counter, start, (turn) => turn.remind('never', new Date()))).to.throw(TypeError, 'counter has no reminder never');
  });
});
