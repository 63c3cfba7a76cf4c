/** Every address of the page; what it shows is asked for as soon as it is clear that it will be shown. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { facetsQuery, offeringQuery, publicConfigQuery, searchQuery, tenantQuery, tenantsQuery } from './berth/queries.ts';
import { readReturn } from './pages/booking/payment-return.ts';
import { BusinessesPage } from './pages/businesses/businesses-page.tsx';
import { readChoice } from './pages/offering/choice.ts';
import { CrashPage, NotFoundPage, RootLayout } from './pages/root-layout.tsx';
import { SearchPage } from './pages/search/search-page.tsx';
import { readParams, stateOf } from './pages/search/search-state.ts';
import { LostPage } from './pages/social/lost-page.tsx';
import { backFrom, keepBack, providerNamed } from './social/departure.ts';
import { ShopLayout } from './pages/shop-layout.tsx';

interface Context {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: RootLayout });

const businesses = createRoute({
  getParentRoute: () => root,
  path: '/',
  loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(tenantsQuery()),
  component: BusinessesPage,
});

const shop = createRoute({
  getParentRoute: () => root,
  path: '/t/$slug',
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(tenantQuery(params.slug)),
  component: ShopLayout,
});

const search = createRoute({
  getParentRoute: () => shop,
  path: '/',
  validateSearch: readParams,
  loaderDeps: ({ search: params }) => params,
  loader({ context: { queryClient }, params: { slug }, deps }) {
    void queryClient.prefetchInfiniteQuery(searchQuery(slug, stateOf(deps)));
    void queryClient.prefetchQuery(facetsQuery(slug, deps.q ?? ''));
  },
  component: SearchPage,
});

const offering = createRoute({
  getParentRoute: () => shop,
  path: 'o/$offering',
  validateSearch: readChoice,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(offeringQuery(params.slug, params.offering)),
  component: lazyRouteComponent(() => import('./pages/offering/offering-page.tsx'), 'OfferingPage'),
});

const bookings = createRoute({
  getParentRoute: () => shop,
  path: 'bookings',
  component: lazyRouteComponent(() => import('./pages/bookings/bookings-page.tsx'), 'BookingsPage'),
});

const booking = createRoute({
  getParentRoute: () => shop,
  path: 'bookings/$bookingId',
  validateSearch: readReturn,
  loader: ({ context }) => void context.queryClient.prefetchQuery(publicConfigQuery()),
  component: lazyRouteComponent(() => import('./pages/booking/booking-page.tsx'), 'BookingPage'),
});

const trace = createRoute({
  getParentRoute: () => shop,
  path: 'bookings/$bookingId/trace',
  component: lazyRouteComponent(() => import('./pages/trace/trace-page.tsx'), 'TracePage'),
});

const verifyEmail = createRoute({
  getParentRoute: () => shop,
  path: 'verify-email',
  component: lazyRouteComponent(() => import('./pages/account/verify-email-page.tsx'), 'VerifyEmailPage'),
});

const resetPassword = createRoute({
  getParentRoute: () => shop,
  path: 'reset-password',
  component: lazyRouteComponent(() => import('./pages/account/reset-password-page.tsx'), 'ResetPasswordPage'),
});

const acceptInvitation = createRoute({
  getParentRoute: () => shop,
  path: 'accept-invitation',
  component: lazyRouteComponent(() => import('./pages/account/accept-invitation-page.tsx'), 'AcceptInvitationPage'),
});

/** What a provider answered goes from the address into the tab's storage; the page that goes on is one of the business. */
const callback = createRoute({
  getParentRoute: () => root,
  path: '/auth/callback/$provider',
  beforeLoad({ params, location }) {
    const provider = providerNamed(params.provider);
    const journey = provider && keepBack(sessionStorage, backFrom(provider, location.searchStr, location.hash));
    if (journey) redirect({ to: '/t/$slug/finish-sign-in', params: { slug: journey.slug }, search: { state: journey.back.state }, replace: true, throw: true });
  },
  component: LostPage,
});

const finishSignIn = createRoute({
  getParentRoute: () => shop,
  path: 'finish-sign-in',
  validateSearch: ({ state }): { readonly state: string } => ({ state: typeof state === 'string' ? state : '' }),
  component: lazyRouteComponent(() => import('./pages/social/finish-page.tsx'), 'FinishPage'),
});

const routeTree = root.addChildren([businesses, callback, shop.addChildren([finishSignIn, search, offering, bookings, booking, trace, verifyEmail, resetPassword, acceptInvitation])]);

const plain = (value: unknown): string => String(value);

export const createPageRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0, // the query cache decides
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: CrashPage,
    scrollRestoration: true,
    stringifySearch: (values) => {
      const given = Object.entries(values).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, plain(value)]]));
      return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
    },
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
