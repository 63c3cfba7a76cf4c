/** What surrounds every page: a way past the header, the page itself, and a page for what breaks. */
import { type ErrorComponentProps, Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass, Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { t } from '../strings.ts';

export function RootLayout() {
  return (
    <>
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:left-4 focus:top-3 focus:z-10 focus:rounded-control focus:bg-surface focus:px-4 focus:py-2">
        {t.app.skip}
      </a>
      <Outlet />
    </>
  );
}

export function Page({ children }: { readonly children: ReactNode }) {
  return (
    <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl grow px-4 py-6 sm:px-6 sm:py-10">
      {children}
    </main>
  );
}

export function NotFoundPage() {
  return (
    <Page>
      <PageHeading>{t.app.notFoundTitle}</PageHeading>
      <p className="mt-3 text-quiet">{t.app.notFound}</p>
      <Link to="/" className={buttonClass('primary', 'mt-6')}>
        {t.app.toStart}
      </Link>
    </Page>
  );
}

/** For defects: what a request may answer is shown where it was asked. */
export function CrashPage({ error }: ErrorComponentProps) {
  console.error(error);
  return (
    <Page>
      <Notice tone="bad" title={t.app.crashedTitle} action={<Button onClick={() => location.reload()}>{t.app.reload}</Button>}>
        {t.app.crashed}
      </Notice>
    </Page>
  );
}
