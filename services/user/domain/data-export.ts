/** A person's export: one at a time, from asking every service to an archive that lies ready for seven days. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { AccountMail } from './activity.ts';

export type ExportStatus = 'collecting' | 'ready' | 'expired';

/** What one service gives. */
export interface ExportPart {
  readonly service: string;
  readonly collected: boolean;
  readonly files: number;
}

export interface DataExport {
  readonly id: string;
  readonly userId: string;
  /** Of the person's exports, from 1. */
  readonly number: number;
  readonly status: ExportStatus;
  readonly parts: readonly ExportPart[];
  readonly requested: Date;
  readonly ready: Date | undefined;
  readonly expires: Date | undefined;
  readonly size: number;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
}

export type ExportEvent =
  | { readonly type: 'asked'; readonly dataExport: DataExport }
  | { readonly type: 'collected'; readonly part: ExportPart }
  | { readonly type: 'packed'; readonly size: number; readonly sha256: string; readonly time: Date; readonly expires: Date }
  | { readonly type: 'expired' }
  | { readonly type: 'mailed'; readonly mail: AccountMail };

export type ExportDecision = { readonly events: readonly ExportEvent[] } | { readonly rejection: Rejection };

const HOUR_MS = 3_600_000;
const KEPT_MS = 7 * 24 * HOUR_MS;

export function evolveExport(state: DataExport | undefined, event: ExportEvent): DataExport | undefined {
  if (event.type === 'asked') return event.dataExport;
  if (!state) return undefined;
  switch (event.type) {
    case 'collected':
      return { ...state, parts: state.parts.map((part) => (part.service === event.part.service ? event.part : part)) };
    case 'packed':
      return { ...state, status: 'ready', size: event.size, sha256: event.sha256, ready: event.time, expires: event.expires };
    case 'expired':
      return { ...state, status: 'expired', size: 0, sha256: '' };
    case 'mailed':
      return state;
    default:
      return event satisfies never;
  }
}

/** A new one: not while one is made, and not within an hour of the last. */
export function askForExport(before: DataExport | undefined, about: Pick<DataExport, 'id' | 'userId'>, services: readonly string[], now: Date): ExportDecision {
  if (before?.status === 'collecting') return { rejection: reject('EXPORT_RUNNING', 'Your data is being collected already. You get a mail when it is ready.') };
  const waitMs = before ? before.requested.getTime() + HOUR_MS - now.getTime() : 0;
  if (waitMs > 0) return { rejection: tooManyExports(waitMs) };
  const parts = services.map((service) => ({ service, collected: false, files: 0 }));
  const dataExport: DataExport = { ...about, number: (before?.number ?? 0) + 1, status: 'collecting', parts, requested: now, ready: undefined, expires: undefined, size: 0, sha256: '' };
  return { events: [{ type: 'asked', dataExport }] };
}

/** Notes what a service gave; answers of an export before are nothing to this one. */
export const collected = (state: DataExport, number: number, part: ExportPart): ExportDecision =>
  state.number === number && state.status === 'collecting' ? { events: [{ type: 'collected', part }] } : { events: [] };

export const isComplete = ({ parts }: DataExport): boolean => parts.every((part) => part.collected);

export const packed = (state: DataExport, number: number, { size, sha256 }: Pick<DataExport, 'size' | 'sha256'>, now: Date): ExportDecision =>
  state.number === number && state.status === 'collecting'
    ? { events: [{ type: 'packed', size, sha256, time: now, expires: new Date(now.getTime() + KEPT_MS) }] }
    : { events: [] };

const tooManyExports = (retryAfterMs: number): Rejection =>
  reject('TOO_MANY_EXPORTS', 'You asked for your data within the last hour. Take that, or ask again later.', { code: 'RESOURCE_EXHAUSTED', retryAfterMs });

export const exportNotReady = (): Rejection => reject('EXPORT_NOT_READY', 'There is no archive to download: it is not ready yet, or is there no more. Ask for a new export.');
