/** A reaction that takes no notice of events about people who were erased: they come late, or again. */
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { Reaction } from '../events/types.ts';
import { tryTypeId } from '../ids.ts';
import { isErased } from './erase.ts';

/** `userOf` names who an event is about, as `usr_…`; events about nobody are reacted to. */
export const unlessErased = <D extends DescMessage, S, E>(reaction: Reaction<D, S, E>, userOf: (event: MessageShape<D>) => string | undefined): Reaction<D, S, E> => ({
  ...reaction,
  async route(event, read, envelope) {
    const personId = tryTypeId('usr', userOf(event) ?? '');
    return personId !== undefined && (await isErased(read, personId)) ? [] : reaction.route(event, read, envelope);
  },
});
