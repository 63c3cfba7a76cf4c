/** The payment actor run in memory: its real reactions, outcomes, reminders and publishing, without queue or database. */
import { create, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import type { Published } from '../../runtime/actor/types.ts';
import type { Reaction } from '../../runtime/events/types.ts';
import { type ABANDON, paymentActor } from '../actors/payment.actor.ts';
import { behaviour, type Event, type PaymentTurn, type State } from '../actors/payment-state.ts';
import { publish } from '../actors/publish.ts';
import { type RECONCILE, settle } from '../actors/settle.ts';
import { outcomes } from '../actors/outcomes.ts';
import { absorb, type ProviderView } from '../domain/facts.ts';
import { type Entry, entriesBetween } from '../domain/ledger.ts';
import type { Payment } from '../domain/payment.ts';
import type { Answer } from '../effects/requests.ts';
import { wanted } from '../domain/example.ts';

export interface AskedEffect {
  readonly name: keyof typeof outcomes;
  readonly input: unknown;
}

export interface ModelPayment {
  payment(): Payment | undefined;
  /** Calls that the actor asked for and that were not answered yet. */
  readonly effects: AskedEffect[];
  readonly reminders: ReadonlySet<string>;
  readonly published: Published[];
  readonly entries: readonly Entry[];
  react<D extends DescMessage, Facts = void>(reaction: Reaction<D, State, Event, Facts>, event: MessageShape<D>, facts: Facts): void;
  answer(name: AskedEffect['name'], answer: Answer): void;
  webhook(view: ProviderView): void;
  remind(name: typeof RECONCILE | typeof ABANDON): void;
}

export const ACCOUNT = 'platform';
export const actor = paymentActor({ endpointOf: async (account) => ({ account, secrets: ['whsec_model'] }), refused: () => undefined }, { need: () => Promise.resolve() });

const NOW = new Date('2026-03-01T10:00:00Z');
const envelope = {
  id: wanted.id, type: 'booking', source: 'booking', tenantId: wanted.customerId, key: wanted.payable.id, keyVersion: 1n,
  time: NOW, actor: 'service:booking', traceparent: wanted.traceparent,
};

export function createModelPayment(): ModelPayment {
  let state: State = behaviour.initial;
  const effects: AskedEffect[] = [];
  const reminders = new Set<string>();
  const published: Published[] = [];
  const entries: Entry[] = [];

  const turn = (): PaymentTurn => ({
    caller: { tenantId: wanted.customerId, subject: 'service:payment', roles: ['service'] },
    now: NOW,
    traceId: '',
    get state() {
      return state;
    },
    apply(decision) {
      if ('rejection' in decision) throw new Error(decision.rejection.reason);
      for (const event of decision.events) evolve(event);
      return state;
    },
    need: () => undefined,
    version: () => 1n,
    expectEtag: () => undefined,
    effect: ({ name }, input) => void (isOutcome(name) && effects.push({ name, input })),
    remind: (name) => void reminders.add(name),
    forget: (name) => void reminders.delete(name),
  });

  function evolve(event: Event): void {
    const before = state.payment;
    state = behaviour.evolve(state, event);
    if (state.payment && state.payment !== before) entries.push(...entriesBetween(before, state.payment));
    const told = publish(event, state);
    // What an event could not be encoded with would only show at the outbox.
    if (told) published.push({ ...told, payload: create(told.schema, told.payload) });
  }

  return {
    payment: () => state.payment,
    effects,
    reminders,
    published,
    entries,
    react: (reaction, event, facts) => reaction.turn(turn(), event, envelope, facts),
    answer: (name, answer) => outcomes[name](turn(), answer),
    webhook: (view) => state.payment && settle(turn(), absorb(state.payment, view, NOW)),
    remind(name) {
      if (reminders.delete(name)) actor.reminders?.[name]?.(turn());
    },
  };
}

const isOutcome = (name: string): name is AskedEffect['name'] => name in outcomes;
