/** HTTP/2 sessions that can be asked to end: `server.close()` alone would wait for ever for clients that stay connected. */
import type { Http2Server, ServerHttp2Session } from 'node:http2';

/** Follows the sessions of `server` and closes those without a stream for `idleMs`. The function says GOAWAY on all of them. */
export function trackSessions(server: Http2Server, idleMs: number): () => void {
  const open = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    open.add(session);
    session.once('close', () => open.delete(session));
    // Broken peers are no news: the streams that mattered fail by themselves.
    session.on('error', () => session.destroy());
    session.setTimeout(idleMs, () => session.close());
  });
  return () => open.forEach((session) => session.close());
}
