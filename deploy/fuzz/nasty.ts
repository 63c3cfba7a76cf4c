/** Values that programs have stumbled over: extremes, odd Unicode, and the syntax of everything behind a service. */
import type { JsonValue } from '@bufbuild/protobuf';

export const NASTY_TEXTS: readonly string[] = [
  '', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '\u202eevil', '\u200b', '\ufeff', '\u0085\u2028\u2029', 'İıẞ', 'ﷺ', '👩‍👩‍👧‍👦', 'e\u0301'.repeat(50), 'Z͑ͫ̓̃a̴l̷g̸o̵'.repeat(20),
  "'; drop table booking; --", '" or ""="', '%', '%s%n%x', '_%\\', '$1', '${jndi:ldap://localhost/x}', '{{7*7}}', '<script>alert(1)</script>', '../../../etc/passwd', '..\\..\\', '/dev/null',
  'file:///etc/passwd', 'http://127.0.0.1:1/', 'a@b', 'a@b.c\r\nBcc: d@e.f', '"a b"@example.com', 'x\r\nset-cookie: a=b', '__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', 'true', '-0',
  '0', '-1', '1e309', '9223372036854775808', '2026-02-30', '2026-13-01', '0000-00-00', '9999-12-31', '10000-01-01', '24:00', '12:60', '-00:01', '2026-03-29T01:30', 'Europe/Nowhere', 'UTC+99', 'Etc/GMT-14',
  'FREQ=SECONDLY', 'FREQ=DAILY;COUNT=999999999', 'FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2', 'FREQ=DAILY;INTERVAL=0', 'FREQ=DAILY;UNTIL=00000000T000000Z', 'XXX', 'XTS', 'eur', 'zz-ZZ-u-ca-nope', 'bkg_', 'off_00000000000000000000000000',
  'bkg_7zzzzzzzzzzzzzzzzzzzzzzzzz', 'x'.repeat(129), 'x'.repeat(4_097), '🎭'.repeat(3_000), 'AAAA', '////', '=', 'eyJhbGciOiJub25lIn0.e30.', '*', 'tenant.id', 'a,b', '[', '(a+)+$', '\\', '\\u0000', '٣', '１２',
];

export const NASTY_NUMBERS: readonly number[] = [
  0, -0, 1, -1, 2, 7, 100, 101, 255, 256, 1_000, 1_440, 65_535, 65_536, 525_600, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -(2 ** 53), 1.5, 1e21, 5e-324, Number.MAX_VALUE,
];

export const NASTY_LONGS: readonly string[] = ['0', '1', '-1', '9223372036854775807', '-9223372036854775808', '9223372036854775808', '18446744073709551615', '9007199254740993', '1e3', '0x10', '00', ''];

export const NASTY_TIMES: readonly string[] = [
  '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '1970-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '2026-03-29T01:30:00+01:00', '2026-10-25T01:30:00Z', '2026-06-30T23:59:60Z', '2026-02-30T00:00:00Z',
  '10000-01-01T00:00:00Z', '2026-01-01', 'now', '+275760-09-13T00:00:00Z', '2026-01-01T00:00:00.0000000001Z', '2026-01-01T00:00:00-23:59',
];

export const NASTY_DURATIONS: readonly string[] = ['0s', '-1s', '315576000000s', '-315576000000s', '315576000001s', '0.000000001s', '1.5', 's', '1e9s'];

/** What stands where something else belongs. */
export const WRONG_KINDS: readonly JsonValue[] = [null, true, false, 0, -1, 1.5, '', 'x', [], {}, [[]], [null], [{}], { a: { b: {} } }, '9'.repeat(400)];

/** `depth` brackets of one kind, closed or not. */
export const nested = (depth: number, closed: boolean): string => '{"a":'.repeat(depth) + (closed ? `1${'}'.repeat(depth)}` : '');

/** Content types that no RPC takes, or takes with another body. */
export const CONTENT_TYPES: readonly string[] = [
  '', 'text/plain', 'text/html', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/json; charset=utf-16', 'application/json, application/proto', 'application/grpc',
  'application/grpc+thrift', 'application/grpc-web-text', 'application/connect+json', 'application/connect+proto', 'application/proto', 'application/json; charset', 'APPLICATION/JSON', 'application/jsonx', ';', '*/*',
];

/** Headers of odd requests. */
export const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'connect-timeout-ms': '0' }, { 'connect-timeout-ms': '99999999999' }, { 'connect-timeout-ms': '-1' }, { 'connect-protocol-version': '9' }, { 'content-encoding': 'gzip' }, { 'content-encoding': 'br' },
  { 'content-encoding': 'zstd' }, { 'grpc-timeout': '1n' }, { 'grpc-timeout': '1X' }, { 'idempotency-key': 'x'.repeat(129) }, { 'idempotency-key': 'ü' }, { 'x-request-id': 'x'.repeat(2_000) }, { traceparent: '00-0-0-0' },
  { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }, { 'berth-tenant': '../x' }, { 'berth-tenant': `tnt_${'z'.repeat(26)}` }, { authorization: 'Bearer a.b.c' }, { authorization: `Bearer ${'x'.repeat(8_000)}` },
  { 'accept-encoding': 'identity;q=0' }, { 'user-agent': 'x'.repeat(4_000) }, { 'x-forwarded-for': '::ffff:0.0.0.0, x' }, { cookie: 'a='.repeat(1_000) }, { 'grpc-encoding': 'snappy' }, { te: 'trailers' },
];
