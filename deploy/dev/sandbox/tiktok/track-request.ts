/** Checks the body of `POST /open_api/v1.3/event/track/` the way TikTok does; the first thing wrong is the answer. */
import { isJsonObject, type JsonObject } from '../http/json-body.ts';
import { CODES, invalid, TikTokFault } from './api-error.ts';
import type { EventSource, TrackedEvent, TrackRequest } from './event.ts';
import {
  address,
  currency,
  digests,
  optionalNumber,
  optionalObject,
  optionalString,
  requiredString,
} from './fields.ts';

const SOURCES: readonly EventSource[] = ['app', 'crm', 'offline', 'web'];
const MAX_EVENTS = 1000;
const DAY = 24 * 3600;
const OLDEST = 28 * DAY;

export function readTrackRequest(text: string, now: number): TrackRequest {
  const body = parse(text);
  const eventSource = SOURCES.find((source) => source === requiredString(body, 'event_source', ''));
  if (eventSource === undefined) throw invalid('event_source', `Must be one of: ${SOURCES.join(', ')}.`);
  return {
    eventSource,
    eventSourceId: requiredString(body, 'event_source_id', ''),
    testEventCode: optionalString(body, 'test_event_code', ''),
    events: entries(body).map((entry, index) => readEvent(entry, `data.${index}.`, eventSource, now)),
  };
}

function parse(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new TikTokFault(
      CODES.invalidParameter,
      `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (!isJsonObject(value)) throw new TikTokFault(CODES.invalidParameter, 'The body must be a JSON object.');
  return value;
}

function entries(body: JsonObject): JsonObject[] {
  const { data } = body;
  if (data === undefined) throw invalid('data', 'Missing data for required field.');
  if (!Array.isArray(data)) throw invalid('data', 'Not a valid list.');
  if (data.length === 0 || data.length > MAX_EVENTS)
    throw invalid('data', `Length must be between 1 and ${MAX_EVENTS}.`);
  return data.map((entry, index) => {
    if (!isJsonObject(entry)) throw invalid(`data.${index}`, 'Not a valid object.');
    return entry;
  });
}

function readEvent(entry: JsonObject, path: string, source: EventSource, now: number): TrackedEvent {
  const event = requiredString(entry, 'event', path);
  const eventTime = readTime(entry, path, now);
  const eventId = optionalString(entry, 'event_id', path);
  checkUser(optionalObject(entry, 'user', path), `${path}user.`);
  checkProperties(optionalObject(entry, 'properties', path), `${path}properties.`, event);
  checkPage(optionalObject(entry, 'page', path), `${path}page.`, source);
  return { event, eventTime, eventId, body: entry };
}

function readTime(entry: JsonObject, path: string, now: number): number {
  const time = optionalNumber(entry, 'event_time', path);
  if (time === null) throw invalid(`${path}event_time`, 'Missing data for required field.');
  if (!Number.isInteger(time)) throw invalid(`${path}event_time`, 'Not a valid integer.');
  if (time > now + DAY)
    throw invalid(`${path}event_time`, 'Is in the future; send seconds since the epoch, not milliseconds.');
  if (time < now - OLDEST) throw invalid(`${path}event_time`, 'Is older than 28 days.');
  return time;
}

function checkUser(user: JsonObject | null, path: string): void {
  if (user === null) return;
  for (const key of ['email', 'phone', 'external_id']) digests(user, key, path);
  for (const key of ['ttclid', 'ttp', 'user_agent', 'locale']) optionalString(user, key, path);
  address(user, 'ip', path);
}

function checkProperties(properties: JsonObject | null, path: string, event: string): void {
  const given = properties ?? {};
  const code = currency(given, path);
  const value = optionalNumber(given, 'value', path);
  if (event === 'CompletePayment' && code === null)
    throw invalid(`${path}currency`, 'Missing data for required field.');
  if (event === 'CompletePayment' && value === null) throw invalid(`${path}value`, 'Missing data for required field.');
  if (value !== null && value < 0) throw invalid(`${path}value`, 'Must be greater than or equal to 0.');
  for (const key of ['content_type', 'description', 'order_id', 'query', 'shop_id', 'status'])
    optionalString(given, key, path);
  checkContents(given['contents'], `${path}contents`);
}

function checkContents(contents: unknown, path: string): void {
  if (contents === undefined || contents === null) return;
  if (!Array.isArray(contents)) throw invalid(path, 'Not a valid list.');
  for (const [index, item] of contents.entries()) {
    const place = `${path}.${index}`;
    if (!isJsonObject(item)) throw invalid(place, 'Not a valid object.');
    for (const key of ['content_id', 'content_type', 'content_name', 'content_category', 'brand'])
      optionalString(item, key, `${place}.`);
    optionalNumber(item, 'price', `${place}.`);
    const quantity = optionalNumber(item, 'quantity', `${place}.`);
    if (quantity !== null && !Number.isInteger(quantity)) throw invalid(`${place}.quantity`, 'Not a valid integer.');
  }
}

function checkPage(page: JsonObject | null, path: string, source: EventSource): void {
  if (page === null) {
    if (source === 'web') throw invalid(`${path}url`, 'Missing data for required field.');
    return;
  }
  const url = requiredString(page, 'url', path);
  if (!URL.canParse(url)) throw invalid(`${path}url`, 'Not a valid URL.');
  optionalString(page, 'referrer', path);
}
