import { type Handler, json } from '../../http/exchange.ts';
export const serveStripeJs: Handler = () => json(404, {});
