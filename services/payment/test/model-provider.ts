/** A provider in memory: one intent, whose every change is told by a webhook that may come whenever it likes. */
import { captured, authorized, created, declined, methodKnown, refundFact, view, voided } from '../domain/example.ts';
import type { ProviderFact, ProviderView } from '../domain/facts.ts';
import type { Answer, RefundInput } from '../effects/requests.ts';
import type { AskedEffect } from './model-payment.ts';

export interface ModelProvider {
  /** Webhooks on their way. */
  readonly mail: ProviderView[];
  /** Money that was taken and not given back. */
  net(): number;
  /** True when the customer can neither pay nor be charged any more. */
  settled(): boolean;
  /** The customer pays; by a method that captures at once when `atOnce`. */
  pay(atOnce: boolean): void;
  decline(): void;
  /** The bank drops the authorisation. */
  dropAuthorization(): void;
  /** Does what an effect asks for; twice is once. */
  carryOut(effect: AskedEffect): Answer;
}

type Status = 'none' | 'open' | 'held' | 'taken' | 'void';

const AMOUNT = 4_500;

export function createModelProvider(): ModelProvider {
  let status: Status = 'none';
  let declines = 0;
  const refunds = new Map<string, number>();
  const mail: ProviderView[] = [];

  const standing: Readonly<Record<Status, readonly ProviderFact[]>> = { none: [], open: [], held: [authorized], taken: [captured], void: [voided] };
  const refundFacts = (): ProviderFact[] => [...refunds].map(([id, minor], i) => refundFact(`re_${i}`, minor, 'succeeded', id));
  /** A webhook's intent names its charge only by id: the method is not in it. */
  const told = (): ProviderView => view(created, ...standing[status]);
  const everything = (): ProviderView =>
    view(created, ...(status === 'held' || status === 'taken' ? [methodKnown] : []), ...standing[status], ...refundFacts());

  function move(next: Status): void {
    status = next;
    mail.push(told());
  }

  function refund({ refundId, body }: RefundInput): void {
    const left = AMOUNT - [...refunds.values()].reduce((sum, minor) => sum + minor, 0);
    if (refunds.has(refundId)) return;
    if (status !== 'taken' || (body.amount ?? 0) > left) throw new Error('a refund that the provider would refuse');
    refunds.set(refundId, body.amount ?? 0);
    mail.push(view(...refundFacts()));
  }

  return {
    mail,
    net: () => (status === 'taken' ? AMOUNT - [...refunds.values()].reduce((sum, minor) => sum + minor, 0) : 0),
    settled: () => status !== 'open' && status !== 'held',
    pay(atOnce) {
      if (status === 'open') move(atOnce ? 'taken' : 'held');
    },
    decline() {
      if (status !== 'open') return;
      declines += 1;
      mail.push(view(created, declined(`ch_${declines}`, declines)));
    },
    dropAuthorization() {
      if (status === 'held') move('void');
    },
    carryOut({ name, input }) {
      if (name === 'createIntent' && status === 'none') move('open');
      const refusal = name === 'captureIntent' && status !== 'held' && status !== 'taken' ? { refusal: 'Refused' } : {};
      if (name === 'captureIntent' && status === 'held') move('taken');
      if (name === 'cancelIntent' && (status === 'open' || status === 'held')) move('void');
      if (name === 'createRefund') refund(input as RefundInput);
      return { view: everything(), ...refusal };
    },
  };
}
