/** The part of Stripe.js that the page uses, loaded once from where the installation says it is. */

export interface PaymentElement {
  mount(target: HTMLElement): void;
  destroy(): void;
  on(event: 'ready', listener: () => void): unknown;
  on(event: 'loaderror', listener: (event: { readonly error?: { readonly message?: string } }) => void): unknown;
}

export interface Elements {
  create(type: 'payment', options?: { readonly layout?: 'tabs' }): PaymentElement;
  update(options: { readonly appearance: Appearance }): void;
}

export interface Appearance {
  readonly theme: 'stripe' | 'night';
  readonly variables: Readonly<Record<string, string>>;
}

/** An answer has either an intent or an error. */
export interface Confirmation {
  readonly paymentIntent?: { readonly status: string };
  readonly error?: { readonly type: string; readonly message?: string };
}

export interface Stripe {
  elements(options: { readonly clientSecret: string; readonly appearance: Appearance }): Elements;
  confirmPayment(options: { readonly elements: Elements; readonly confirmParams: { readonly return_url: string }; readonly redirect: 'if_required' }): Promise<Confirmation>;
}

type StripeFactory = (publishableKey: string) => Stripe;

const loading = new Map<string, Promise<StripeFactory>>();

/** Rejects when the script cannot be loaded; asking again loads it again. */
export function loadStripe(scriptUrl: string): Promise<StripeFactory> {
  const known = loading.get(scriptUrl);
  if (known) return known;
  const loaded = insert(scriptUrl);
  loading.set(scriptUrl, loaded);
  loaded.catch(() => loading.delete(scriptUrl));
  return loaded;
}

function insert(scriptUrl: string): Promise<StripeFactory> {
  const { promise, resolve, reject } = Promise.withResolvers<StripeFactory>();
  const script = document.createElement('script');
  script.src = scriptUrl;
  script.async = true;
  script.addEventListener('error', () => {
    script.remove();
    reject(new Error(`${scriptUrl} cannot be loaded.`));
  });
  script.addEventListener('load', () => {
    const factory: unknown = Reflect.get(window, 'Stripe');
    if (isFactory(factory)) resolve(factory);
    else reject(new Error(`${scriptUrl} does not define Stripe.`));
  });
  document.head.append(script);
  return promise;
}

const isFactory = (value: unknown): value is StripeFactory => typeof value === 'function';
