/** The Payment Element of Stripe.js: mounts the card form into a page and reports ready, change and loaderror. */
import type { ApiClient, ClientError } from './api-client.ts';
import { type Appearance, applyAppearance } from './appearance.ts';
import { type CardForm, createCardForm } from './card-form.ts';

export type ElementEvent = 'blur' | 'change' | 'focus' | 'loaderror' | 'ready';
type Listener = (event: object) => void;

export interface PaymentElement {
  mount(target: HTMLElement | string): void;
  unmount(): void;
  destroy(): void;
  on(event: ElementEvent, listener: Listener): PaymentElement;
  once(event: ElementEvent, listener: Listener): PaymentElement;
  off(event: ElementEvent, listener?: Listener): PaymentElement;
  focus(): void;
  clear(): void;
  /** Options of the real element that change nothing here. */
  update(options: object): void;
}

export interface OwnPaymentElement extends PaymentElement {
  readonly form: CardForm;
  dress(appearance: Appearance): void;
}

export function createPaymentElement(api: ApiClient, clientSecret: string, appearance: Appearance): OwnPaymentElement {
  const listeners = new Map<ElementEvent, Set<Listener>>();
  const emit = (event: ElementEvent, details: object = {}) =>
    listeners.get(event)?.forEach((listener) => listener({ elementType: 'payment', ...details }));
  const form = createCardForm(() => emit('change', { ...form.state(), collapsed: false, value: { type: 'card' } }));
  let destroyed = false;
  applyAppearance(form.host, appearance);
  form.host.addEventListener('focusin', () => emit('focus'));
  form.host.addEventListener('focusout', () => emit('blur'));

  const element: OwnPaymentElement = {
    form,
    mount(target) {
      if (destroyed)
        throw new Error('IntegrationError: This Element has already been destroyed. Please create a new one.');
      const parent = typeof target === 'string' ? document.querySelector(target) : target;
      if (parent === null)
        throw new Error(
          `IntegrationError: The selector you specified (${String(target)}) applies to no DOM elements that are currently on the page.`,
        );
      parent.replaceChildren(form.host);
      void api.retrieve(clientSecret).then(({ error }) => announce(error));
    },
    unmount: () => form.host.remove(),
    destroy() {
      destroyed = true;
      form.host.remove();
    },
    on(event, listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      return element;
    },
    once(event, listener) {
      const once: Listener = (details) => {
        element.off(event, once);
        listener(details);
      };
      return element.on(event, once);
    },
    off(event, listener) {
      if (listener === undefined) listeners.delete(event);
      else listeners.get(event)?.delete(listener);
      return element;
    },
    focus: () => form.focus(),
    clear: () => form.clear(),
    update: () => undefined,
    dress: (next) => applyAppearance(form.host, next),
  };

  function announce(error: ClientError | undefined): void {
    if (destroyed || !form.host.isConnected) return;
    if (error === undefined) emit('ready');
    else emit('loaderror', { error });
  }

  return element;
}
