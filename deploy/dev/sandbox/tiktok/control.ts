/** /_sandbox/… of the TikTok sandbox: what it received, and failures on demand. */
import { type Handler, json } from '../http/exchange.ts';
import { readFault } from '../http/faults.ts';
import { BadJson, readJsonObject } from '../http/json-body.ts';
import type { TikTokControls } from './sandbox.ts';

export function serveControl({ events, rejections, faults }: TikTokControls): Handler {
  return (request) => {
    switch (`${request.method} ${request.url.pathname}`) {
      case 'GET /_sandbox/events':
        return json(200, { data: events(), rejections: rejections() });
      case 'POST /_sandbox/faults':
        return guarded(() => faults.add(readFault(readJsonObject(request))));
      case 'POST /_sandbox/faults/clear':
        return guarded(() => faults.clear());
      default:
        return json(404, { error: { message: `there is no ${request.method} ${request.url.pathname}` } });
    }
  };
}

function guarded(action: () => void) {
  try {
    action();
    return json(200, { ok: true });
  } catch (error) {
    if (error instanceof BadJson) return json(400, { error: { message: error.message } });
    throw error;
  }
}
