/** The business whose pages are shown, known to everything on them. */
import type { Tenant } from '@berth/sdk/browser';
import { createContext, useContext } from 'react';
import { useSignedIn } from '../berth/session.ts';

export const ShopContext = createContext<Tenant | undefined>(undefined);

export interface Shop {
  readonly tenant: Tenant;
  readonly slug: string;
  /** BCP 47 tag that prices are shown in. */
  readonly locale: string;
  /** Who is signed in here. */
  readonly userId: string | undefined;
}

/** Only within a business's pages. */
export function useShop(): Shop {
  const tenant = useContext(ShopContext);
  if (!tenant) throw new TypeError('useShop outside of a shop');
  return { tenant, slug: tenant.slug, locale: localeOf(tenant), userId: useSignedIn(tenant.slug) };
}

/** A tag that Intl takes; a business may have written anything. */
export function localeOf({ locale }: Pick<Tenant, 'locale'>): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}
