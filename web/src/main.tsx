/** Starts the page. */
import '@fontsource/inter/latin-400.css';
import '@fontsource/inter/latin-500.css';
import '@fontsource/inter/latin-600.css';
import '@fontsource/inter/latin-ext-400.css';
import '@fontsource/inter/latin-ext-500.css';
import '@fontsource/inter/latin-ext-600.css';
import './style.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { rememberLanding } from './attribution/attribution.ts';
import { createPageRouter } from './router.tsx';

rememberLanding(new URL(location.href), sessionStorage);

// The SDK repeats what may be repeated; a failure that gets here is shown, with a button. Without a network the same holds.
const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' }, mutations: { networkMode: 'always' } } });
const router = createPageRouter(queryClient);

const element = document.getElementById('app');
if (!element) throw new TypeError('index.html has no #app');
createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
