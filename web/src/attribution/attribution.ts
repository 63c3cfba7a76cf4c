/** Where a purchase came from: kept for the visit from the landing page on, and told to Berth only by those who agreed to it. */

/** The part of a landing address that advertising put there. */
const PARAMETERS = {
  utm_source: 'utmSource',
  utm_medium: 'utmMedium',
  utm_campaign: 'utmCampaign',
  utm_term: 'utmTerm',
  utm_content: 'utmContent',
  ttclid: 'ttclid',
} as const;

type Field = (typeof PARAMETERS)[keyof typeof PARAMETERS] | 'ttp' | 'pageUrl';

/** Lengths that the contract takes; a longer value is no value of an advertisement. */
const LONGEST: Partial<Record<Field, number>> = { ttclid: 500, ttp: 500, pageUrl: 2000 };
const LONGEST_UTM = 200;

export type Attribution = Partial<Record<Field, string>> & { readonly marketingConsent: boolean };

const KEY = 'berth.landing';

/** Remembers a landing address that names a campaign; a later one replaces it, an address without one leaves it. */
export function rememberLanding(address: URL, storage: Storage): void {
  const names = Object.keys(PARAMETERS).filter((name) => address.searchParams.has(name));
  if (names.length === 0) return;
  storage.setItem(KEY, new URLSearchParams(names.map((name) => [name, address.searchParams.get(name) ?? ''])).toString());
}

/** What goes with a booking: nothing but the refusal without consent. */
export function attributionOf(consent: boolean, page: { readonly address: string; readonly cookies: string; readonly storage: Storage }): Attribution {
  if (!consent) return { marketingConsent: false };
  const landing = new URLSearchParams(page.storage.getItem(KEY) ?? '');
  const fields: [Field, string][] = Object.entries(PARAMETERS).map(([name, field]) => [field, landing.get(name) ?? '']);
  fields.push(['ttp', cookie(page.cookies, '_ttp')], ['pageUrl', page.address]);
  return { ...Object.fromEntries(fields.filter(([field, value]) => fits(field, value))), marketingConsent: true };
}

const fits = (field: Field, value: string): boolean => value !== '' && value.length <= (LONGEST[field] ?? LONGEST_UTM);

/** The value of a cookie, or nothing. */
function cookie(cookies: string, name: string): string {
  const found = cookies.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? '';
}
