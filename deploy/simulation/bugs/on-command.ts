/** Puts another turn in the place of a command's, with the right one at hand. */
import type { Actor } from '#runtime/actor/actor.ts';

type Commands = NonNullable<Actor['commands']>;
type Run = Commands[string]['turn'];

/** The actor with the turn of one command changed; any other actor as it is. */
export function onCommand<A extends Actor>(actor: A, name: string, change: (turn: Run) => Run): A {
  const command = actor.commands?.[name];
  return command ? { ...actor, commands: { ...actor.commands, [name]: { ...command, turn: change((...all) => command.turn(...all)) } } } : actor;
}
