/** Tells watchers of a key that it changed, in whatever replica: a hint that may be lost, so watchers also look by themselves now and then. */
import type { Key } from '../actor/types.ts';
import { newId } from '../ids.ts';
import type { Nats } from './connection.ts';
import { createWakeup, type Wakeup } from './wakeup.ts';

export interface ChangesOptions {
  readonly service: string;
  readonly nats: Pick<Nats, 'hint' | 'listen'>;
}

/** A key of a tenant. */
export interface ChangedKey {
  readonly tenantId: string;
  readonly key: Key;
}

/** What one watcher has seen. */
export interface Watch {
  /**
   * Resolves when the key changed since the last call, at the latest after `maxWaitMs` or when the watch ends. The first
   * call for a key resolves at once: whether it changed before nobody knows.
   */
  changed(key: Key, maxWaitMs: number): Promise<void>;
}

export interface Changes extends Disposable {
  /** Call it after a commit. */
  notify(changed: readonly ChangedKey[]): void;
  /** Watches keys of a tenant until the signal aborts. */
  watch(tenantId: string, signal: AbortSignal): Watch;
  /** Calls back whenever one of the keys changed, until disposed. What happened before it was called nobody knows. */
  listen(tenantId: string, keys: readonly Key[], onChange: () => void): Disposable;
}

type Listener = Pick<Wakeup, 'set'>;

/** Starts passing on changes between the replicas of a service. */
export function startChanges({ service, nats }: ChangesOptions): Changes {
  const instance = newId();
  const watched = new Map<string, Set<Listener>>();
  const subscriptions = new Map<string, Disposable>();

  const subjectOf = ({ tenantId, key }: ChangedKey): string => `changed.${service}.${tenantId}.${key.type}.${key.id}`;

  function wake(subject: string): void {
    for (const listener of watched.get(subject) ?? []) listener.set();
  }

  function join(subject: string, listener: Listener): void {
    const listeners = watched.get(subject) ?? new Set();
    watched.set(subject, listeners.add(listener));
    if (subscriptions.has(subject)) return;
    // Our own changes have woken the watchers here already.
    subscriptions.set(subject, nats.listen(subject, (sender) => (sender === instance ? undefined : wake(subject))));
  }

  function leave(subject: string, listener: Listener): void {
    const listeners = watched.get(subject);
    listeners?.delete(listener);
    if (listeners?.size !== 0) return;
    watched.delete(subject);
    subscriptions.get(subject)?.[Symbol.dispose]();
    subscriptions.delete(subject);
  }

  return {
    notify(changed) {
      for (const subject of changed.map(subjectOf)) {
        wake(subject);
        nats.hint(subject, instance);
      }
    },
    watch(tenantId, signal) {
      const joined = new Map<string, Wakeup>();
      signal.addEventListener('abort', () => joined.forEach((wakeup, subject) => leave(subject, wakeup)), { once: true });
      return {
        async changed(key, maxWaitMs) {
          const subject = subjectOf({ tenantId, key });
          const known = joined.get(subject);
          if (known) return known.wait(maxWaitMs, signal);
          if (signal.aborted) return undefined;
          const wakeup = createWakeup();
          joined.set(subject, wakeup);
          join(subject, wakeup);
        },
      };
    },
    listen(tenantId, keys, onChange) {
      const listener = { set: onChange };
      const subjects = new Set(keys.map((key) => subjectOf({ tenantId, key })));
      for (const subject of subjects) join(subject, listener);
      return { [Symbol.dispose]: () => subjects.forEach((subject) => leave(subject, listener)) };
    },
    [Symbol.dispose]() {
      for (const subscription of subscriptions.values()) subscription[Symbol.dispose]();
      subscriptions.clear();
      watched.clear();
    },
  };
}
