/** The provider's card form in an element of the page, and paying with what was typed into it. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { appearanceAt, watchScheme } from './appearance.ts';
import { type Elements, loadStripe, type Stripe } from './stripe-js.ts';

export interface PaymentFormOptions {
  readonly scriptUrl: string;
  readonly publishableKey: string;
  readonly clientSecret: string;
}

export type FormState = 'loading' | 'ready' | 'failed';

/** How an attempt ended. `invalid`: the form itself shows what is missing. */
export type Attempt = { readonly outcome: 'submitted' } | { readonly outcome: 'invalid' } | { readonly outcome: 'declined'; readonly message: string };

interface Mounted {
  readonly stripe: Stripe;
  readonly elements: Elements;
}

/** Mounts the form into `host`; `reload` tries again after a failure. */
export function usePaymentForm({ scriptUrl, publishableKey, clientSecret }: PaymentFormOptions, host: RefObject<HTMLElement | null>) {
  const [state, setState] = useState<FormState>('loading');
  const [attempt, setAttempt] = useState(0);
  const mounted = useRef<Mounted>(undefined);
  useEffect(() => {
    const gone = new AbortController();
    setState('loading');
    mount({ scriptUrl, publishableKey, clientSecret }, host.current, gone.signal, setState).then(
      (parts) => (mounted.current = parts),
      () => !gone.signal.aborted && setState('failed'),
    );
    return () => {
      gone.abort();
      mounted.current = undefined;
    };
  }, [scriptUrl, publishableKey, clientSecret, host, attempt]);
  return {
    state,
    reload: () => setAttempt(attempt + 1),
    async pay(returnUrl: string): Promise<Attempt> {
      if (!mounted.current) return { outcome: 'invalid' };
      const { stripe, elements } = mounted.current;
      return toAttempt(await stripe.confirmPayment({ elements, confirmParams: { return_url: returnUrl }, redirect: 'if_required' }));
    },
  };
}

async function mount(options: PaymentFormOptions, host: HTMLElement | null, gone: AbortSignal, setState: (state: FormState) => void): Promise<Mounted | undefined> {
  const factory = await loadStripe(options.scriptUrl);
  if (gone.aborted || host === null) return undefined;
  const stripe = factory(options.publishableKey);
  const elements = stripe.elements({ clientSecret: options.clientSecret, appearance: appearanceAt(host) });
  const form = elements.create('payment', { layout: 'tabs' });
  form.on('ready', () => setState('ready'));
  form.on('loaderror', () => setState('failed'));
  form.mount(host);
  const unwatch = watchScheme(() => elements.update({ appearance: appearanceAt(host) }));
  gone.addEventListener('abort', () => {
    unwatch();
    form.destroy();
  });
  return { stripe, elements };
}

function toAttempt({ error }: Awaited<ReturnType<Stripe['confirmPayment']>>): Attempt {
  if (error === undefined) return { outcome: 'submitted' };
  return error.type === 'validation_error' ? { outcome: 'invalid' } : { outcome: 'declined', message: error.message ?? '' };
}
