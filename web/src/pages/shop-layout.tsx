/** A business's pages: its name, its colour, and who is signed in. */
import { berthError, type Tenant } from '@berth/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { tenantQuery } from '../berth/queries.ts';
import { buttonClass } from '../components/button.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { accentOf } from '../shop/accent-style.ts';
import { ShopContext } from '../shop/shop-context.tsx';
import { t } from '../strings.ts';
import { AccountMenu } from './account-menu.tsx';
import { Page } from './root-layout.tsx';

const route = getRouteApi('/t/$slug');

export function ShopLayout() {
  const { slug } = route.useParams();
  const { data: tenant, error, refetch } = useQuery(tenantQuery(slug));
  if (tenant) return <Shop tenant={tenant} />;
  if (error) return <NoShop slug={slug} error={error} onRetry={() => refetch()} />;
  return (
    <Frame header={<Skeleton className="h-8 w-48" />}>
      <Page>
        <p role="status" className="sr-only">
          {t.app.loading}
        </p>
        <Skeleton className="h-10 w-2/3" />
      </Page>
    </Frame>
  );
}

function Shop({ tenant }: { readonly tenant: Tenant }) {
  return (
    <ShopContext value={tenant}>
      <Frame accent={accentOf(tenant.brandColor)} header={<ShopHeader tenant={tenant} />} footer={<ShopFooter tenant={tenant} />}>
        <Page>
          <Outlet />
        </Page>
      </Frame>
    </ShopContext>
  );
}

interface FrameProps {
  readonly accent?: ReturnType<typeof accentOf>;
  readonly header: ReactNode;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

function Frame({ accent, header, footer, children }: FrameProps) {
  return (
    <div style={accent?.style} className={`${accent?.className ?? ''} flex min-h-dvh flex-col border-t-4 border-accent`}>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex min-h-16 w-full max-w-6xl items-center gap-4 px-4 py-2 sm:px-6">{header}</div>
      </header>
      {children}
      <footer className="border-t border-line text-sm text-quiet">
        <div className="mx-auto flex min-h-16 w-full max-w-6xl flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-4 sm:px-6">{footer}</div>
      </footer>
    </div>
  );
}

function ShopHeader({ tenant }: { readonly tenant: Tenant }) {
  return (
    <>
      <Link to="/t/$slug" params={{ slug: tenant.slug }} className="mr-auto min-w-0 py-1.5 text-lg font-semibold leading-snug hover:underline">
        {tenant.name}
      </Link>
      <AccountMenu slug={tenant.slug} />
    </>
  );
}

function ShopFooter({ tenant }: { readonly tenant: Tenant }) {
  return (
    <>
      {tenant.supportEmail === '' ? (
        <span>{tenant.name}</span>
      ) : (
        <a className="link py-1" href={`mailto:${tenant.supportEmail}`}>
          {t.app.writeUs(tenant.supportEmail)}
        </a>
      )}
      <Link to="/" className="link py-1">
        {t.app.businesses}
      </Link>
    </>
  );
}

function NoShop({ slug, error, onRetry }: { readonly slug: string; readonly error: unknown; readonly onRetry: () => unknown }) {
  const missing = ['NOT_FOUND', 'INVALID_ARGUMENT'].includes(berthError(error).code);
  if (!missing) {
    return (
      <Page>
        <ProblemNotice error={error} onRetry={onRetry} />
      </Page>
    );
  }
  return (
    <Page>
      <PageHeading>{t.shop.unknownTitle}</PageHeading>
      <p className="mt-3 text-quiet">{t.shop.unknown(slug)}</p>
      <Link to="/" className={buttonClass('primary', 'mt-6')}>
        {t.app.businesses}
      </Link>
    </Page>
  );
}
