/** Merchants at Stripe, each a sandbox with books and keys of its own behind one address: whoever calls is told apart by the key, as at Stripe. */
import { listen } from '../../../deploy/dev/sandbox/http/listen.ts';
import { startStripeSandbox, type StripeSandbox } from '../../../deploy/dev/sandbox/stripe/sandbox.ts';

export interface Merchant {
  readonly account: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  readonly sandbox: StripeSandbox;
}

export interface Merchants<Name extends string> extends AsyncDisposable {
  /** Address of the API. */
  readonly url: string;
  readonly of: Readonly<Record<Name, Merchant>>;
  /** How often Stripe was asked about an object, with whosever key. */
  asked(id: string): number;
  /** A secret key that the merchant has from now on besides its first. */
  addKey(name: Name, secretKey: string): void;
}

export async function openMerchants<const Name extends string>(...names: readonly Name[]): Promise<Merchants<Name>> {
  await using stack = new AsyncDisposableStack();
  const byKey = new Map<string, Merchant>();
  const merchants: [Name, Merchant][] = [];
  for (const name of names) {
    const publishableKey = `pk_test_publishable${name}`;
    const secretKey = `sk_test_secret${name}`;
    // The address tells keys apart; the sandbox behind it takes any well-formed one.
    const sandbox = stack.use(await startStripeSandbox({ account: `acct_${name}` }));
    const merchant = { account: `acct_${name}`, secretKey, publishableKey, webhookSecret: `whsec_webhook${name}`, sandbox };
    byKey.set(secretKey, merchant).set(publishableKey, merchant);
    merchants.push([name, merchant]);
  }
  const lookedAt: string[] = [];
  const door = stack.use(
    await listen('Stripe', async ({ method, url, headers, body }) => {
      if (method === 'GET') lookedAt.push(url.pathname);
      const key = String(headers.authorization ?? '').replace(/^Bearer /, '');
      const merchant = byKey.get(key);
      if (!merchant) return { status: 401, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error: { type: 'invalid_request_error', message: 'Invalid API Key provided.' } }) };
      const passed = Object.entries(headers).flatMap(([name, value]) => (['host', 'connection', 'content-length'].includes(name) ? [] : [[name, String(value)]]));
      const answer = await fetch(new URL(`${url.pathname}${url.search}`, merchant.sandbox.url), { method, headers: Object.fromEntries(passed), ...(body.length > 0 && { body: new Uint8Array(body) }) });
      return { status: answer.status, headers: { 'content-type': 'application/json' }, body: await answer.text() };
    }, {}),
  );
  const of = Object.fromEntries(merchants);
  const owned = stack.move();
  return {
    url: door.url,
    // Every name has its entry: the list of names is what they were made of.
    of: of as Record<Name, Merchant>,
    asked: (id) => lookedAt.filter((path) => path.endsWith(`/${id}`)).length,
    addKey: (name, secretKey) => {
      const merchant = merchants.find(([other]) => other === name)?.[1];
      if (merchant) byKey.set(secretKey, merchant);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
