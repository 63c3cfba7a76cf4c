/** What a planted bug may put in the place of a part: wrappers around ports, so that no line of production code knows of it. */
import type { Actor } from '#runtime/actor/actor.ts';
import type { Mailbox } from '#runtime/actor/mailbox.ts';
import type { BrokerLink } from '#runtime/events/broker.ts';
import type { ConsumersOptions } from '#runtime/events/consumer.ts';
import type { RelayOptions } from '#runtime/events/relay.ts';
import type { RuntimeTables } from '#runtime/tables.ts';

/** What a wrapper may use besides the part that it wraps. */
export interface Around {
  readonly service: 'booking' | 'payment';
  readonly link: BrokerLink;
}

/** A mistake that somebody could make; each wrapper gets the right part and gives the wrong one. */
export interface Bug {
  readonly name: string;
  /** The mistake in one sentence. */
  readonly about: string;
  tables?(tables: RuntimeTables, around: Around): RuntimeTables;
  link?(link: BrokerLink): BrokerLink;
  actor?<A extends Actor>(actor: A, around: Around): A;
  mailbox?(mailbox: Mailbox, around: Around): Mailbox;
  readonly relay?: Partial<Pick<RelayOptions, 'rewind'>>;
  readonly consumers?: Partial<Pick<ConsumersOptions, 'patience'>>;
}
