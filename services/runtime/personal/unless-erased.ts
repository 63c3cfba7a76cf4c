/** A reaction that takes no notice of events about people who were erased: they come late, or again. */
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { Query } from '../db/query.ts';
import { coalesce } from '../events/coalesce.ts';
import type { Reaction } from '../events/types.ts';
import { tryTypeId } from '../ids.ts';
import { erasedAmong } from './erase.ts';

interface Asked {
  readonly tenantId: string;
  readonly personId: string;
  /** Sees the tenant's rows. */
  readonly read: Query;
}

/** `userOf` names who an event is about, as `usr_…`; events about nobody are reacted to. */
export function unlessErased<D extends DescMessage, S, E>(reaction: Reaction<D, S, E>, userOf: (event: MessageShape<D>) => string | undefined): Reaction<D, S, E> {
  const isErased = coalesce(findErased);
  return {
    ...reaction,
    async route(event, read, envelope) {
      const keys = await reaction.route(event, read, envelope);
      const personId = tryTypeId('usr', userOf(event) ?? '');
      // What concerns nothing here concerns nobody.
      if (keys.length === 0 || personId === undefined) return keys;
      return (await isErased({ tenantId: envelope.tenantId, personId, read })) ? [] : keys;
    },
  };
}

/** Events that come at once are asked about together: nearly all are about people who are still there. */
async function findErased(asked: readonly Asked[]): Promise<boolean[]> {
  const erased = new Set<string>();
  for (const [tenantId, people] of Map.groupBy(asked, (one) => one.tenantId)) {
    const [first] = people;
    if (!first) continue;
    for (const id of await erasedAmong(first.read, people.map(({ personId }) => personId))) erased.add(`${tenantId}/${id}`);
  }
  return asked.map(({ tenantId, personId }) => erased.has(`${tenantId}/${personId}`));
}
