import { expect } from 'chai';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { Failure } from '../errors.ts';
import type { Actor } from './actor.ts';
import { createQueue } from './queue.ts';
import { addressesOf, addressOf, type Pending } from './submission.ts';

const actor = { name: 'test' } as Actor;
const span = trace.getTracer('test').startSpan('turn');

function pending(tenantId: string, label: string, ...ids: string[]): Pending {
  const keys = ids.map((id) => ({ type: 'k', id }));
  const submission = { actor, caller: { tenantId, subject: 's', roles: [] }, method: label, keys, context: ROOT_CONTEXT, run: () => new Uint8Array() };
  return { submission, span, keys, addresses: addressesOf(tenantId, keys), reroutes: 0, settle: () => undefined };
}

const labels = (batch: readonly Pending[]): string[] => batch.map(({ submission }) => submission.method);
const none = (): boolean => false;

describe('the queue', () => {
  it('draws from tenants in turns, so that a flood delays nobody else', () => {
    const queue = createQueue({ perTenant: 100 });
    for (let n = 0; n < 50; n += 1) queue.push(pending('flood', `f${n}`, `key-${n}`));
    queue.push(pending('small', 's0', 'a'));
    expect(labels(queue.draw(4, none))).to.include('s0');
  });

  it('tells the turns of a crowd from those of others', () => {
    const queue = createQueue({ perTenant: 100 });
    queue.push(pending('small', 's', 'a'));
    expect(queue.isCrowded).to.equal(false);
    for (let n = 0; n < 40; n += 1) queue.push(pending('crowd', `c${n}`, `key-${n}`));
    expect(queue.isCrowded).to.equal(true);
    expect(labels(queue.draw(100, none, 'others'))).to.deep.equal(['s']);
    expect(queue.draw(100, none, 'others')).to.deep.equal([]);
    expect(queue.draw(30, none, 'crowds')).to.have.length(30);
    expect(queue.isCrowded).to.equal(false);
    expect(queue.draw(100, none)).to.have.length(10);
    expect(queue.size).to.equal(0);
  });

  it('begins where the last draw ended, so that many tenants wait equally long', () => {
    const queue = createQueue({ perTenant: 100 });
    for (const tenant of ['a', 'b', 'c', 'd', 'e']) for (let n = 0; n < 4; n += 1) queue.push(pending(tenant, tenant, String(n)));
    expect([1, 2, 3, 4].map(() => labels(queue.draw(3, none)).join(''))).to.deep.equal(['abc', 'dea', 'bcd', 'eab']);
  });

  it('refuses what exceeds a tenant’s share, and says when to come back', () => {
    const queue = createQueue({ perTenant: 1 });
    queue.push(pending('t', 'a', '1'));
    expect(() => queue.push(pending('t', 'b', '1'))).to.throw(Failure).that.includes({ code: 'RESOURCE_EXHAUSTED' });
    queue.push(pending('u', 'c', '1'));
  });

  it('lets turns on one key share a batch, in their order', () => {
    const queue = createQueue({ perTenant: 10 });
    for (const label of ['a', 'b', 'c']) queue.push(pending('t', label, 'hot'));
    expect(labels(queue.draw(10, none))).to.deep.equal(['a', 'b', 'c']);
  });

  it('leaves turns on busy keys, and lets none overtake them on any key of theirs', () => {
    const queue = createQueue({ perTenant: 10 });
    queue.push(pending('t', 'waits', 'busy', 'shared'));
    queue.push(pending('t', 'behind', 'shared'));
    queue.push(pending('t', 'free', 'other'));
    const busy = new Set([addressOf('t', { type: 'k', id: 'busy' })]);
    expect(labels(queue.draw(10, (address) => busy.has(address)))).to.deep.equal(['free']);
    expect(labels(queue.draw(10, none))).to.deep.equal(['waits', 'behind']);
  });

  it('loses nothing, repeats nothing and keeps the order on every key', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ tenant: fc.constantFrom('a', 'b', 'c'), key: fc.constantFrom('1', '2', '3') }), { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 70, maxLength: 70 }),
        (turns, limits) => {
          const queue = createQueue({ perTenant: 100 });
          turns.forEach(({ tenant, key }, index) => queue.push(pending(tenant, `${tenant}/${key}/${index}`, key)));
          const drawn = limits.flatMap((limit) => labels(queue.draw(limit, none)));
          expect(drawn).to.have.length(turns.length);
          expect(queue.size).to.equal(0);
          for (const [, group] of Map.groupBy(drawn, (label) => label.slice(0, 3))) {
            const order = group.map((label) => Number(label.split('/')[2]));
            expect(order).to.deep.equal(order.toSorted((x, y) => x - y));
          }
        },
      ),
    );
  });
});
