/** Builds the page into web/dist for the gateway to serve; in development the gateway's paths are passed on to it. */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const gateway = process.env['BERTH_URL'] ?? 'http://127.0.0.1:8080';
const GATEWAY_PATHS = ['^/berth\\.', '/config.json', '/v1/traces', '/health', '/.well-known'];

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    // light-dark() and Promise.withResolvers without substitutes.
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    sourcemap: true,
    rolldownOptions: {
      output: {
        // What changes seldom stays in caches when the page changes.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// },
            { name: 'berth', test: /node_modules\/@(bufbuild|connectrpc)\/|proto\/sdk\// },
          ],
        },
      },
    },
  },
  server: {
    port: 3000,
    strictPort: true,
    proxy: {
      ...Object.fromEntries(GATEWAY_PATHS.map((path) => [path, { target: gateway }])),
      // Apple posts a form there, which the gateway turns into an address of the page.
      '/auth/callback/apple': { target: gateway, bypass: ({ method, url }) => (method === 'POST' ? undefined : url) },
    },
  },
});
