/** One business in its own colour. */
import type { Tenant } from '@berth/sdk/browser';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../components/icon.tsx';
import { zoneName } from '../../format/when.ts';
import { accentOf } from '../../shop/accent-style.ts';

export function BusinessCard({ tenant }: { readonly tenant: Tenant }) {
  const { style, className } = accentOf(tenant.brandColor);
  return (
    <Link
      to="/t/$slug"
      params={{ slug: tenant.slug }}
      style={style}
      className={`${className} card group flex min-h-44 flex-col overflow-hidden transition-shadow hover:shadow-lg`}
    >
      <span aria-hidden className="h-2 bg-accent" />
      <span className="flex grow flex-col gap-1.5 p-5">
        <span className="text-xl font-semibold group-hover:underline">{tenant.name}</span>
        <span className="text-quiet">{tenant.tagline}</span>
        <span className="mt-auto flex items-center gap-1.5 pt-4 text-sm text-quiet">
          <Icon name="clock" className="size-4 text-accent" />
          {zoneName(tenant.timeZone, new Date())}
        </span>
      </span>
    </Link>
  );
}
