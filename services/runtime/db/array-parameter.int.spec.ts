import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import { testPostgresUrl } from '../testing/database.ts';
import { arrayParameter } from './array-parameter.ts';

describe('array parameters', () => {
  let client: pg.Client;

  before(async () => {
    client = new pg.Client({ connectionString: await testPostgresUrl() });
    await client.connect();
  });
  after(() => client.end());

  async function through<T>(type: string, values: readonly unknown[]): Promise<T[]> {
    const { rows } = await client.query<{ value: T }>(`select value from unnest($1::${type}[]) with ordinality as u (value, place) order by place`, [arrayParameter(values)]);
    return rows.map(({ value }) => value);
  }

  // Postgres has no place for the character NUL in a text.
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.replaceAll('\0', '')),
    fc.constantFrom('', ' ', 'NULL', 'null', '{}', '{"a": "b\\"c"}', '\\', '"', ',', '\n', '\t\r\n', "'", '{[0,3),[7,9)}'),
  );

  it('bring every text to the server as it is', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.option(text), { maxLength: 20 }), async (values) => {
        expect(await through<string | null>('text', values)).to.deep.equal(values);
      }),
    ));

  it('bring bytes, numbers, dates and booleans to the server as they are', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ bytes: fc.option(fc.uint8Array({ maxLength: 40 })), big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), date: fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }), yes: fc.boolean() }), { maxLength: 10 }),
        async (rows) => {
          expect(await through<Buffer>('bytea', rows.map(({ bytes }) => bytes))).to.deep.equal(rows.map(({ bytes }) => bytes && Buffer.from(bytes)));
          expect(await through<string>('bigint', rows.map(({ big }) => big))).to.deep.equal(rows.map(({ big }) => String(big)));
          expect(await through<Date>('timestamptz', rows.map(({ date }) => date))).to.deep.equal(rows.map(({ date }) => date));
          expect(await through<boolean>('boolean', rows.map(({ yes }) => yes))).to.deep.equal(rows.map(({ yes }) => yes));
        },
      ),
    ));

  it('refuse what has no place in a column', () => {
    expect(() => arrayParameter([{ an: 'object' }])).to.throw(TypeError, 'object');
    expect(() => arrayParameter([new Uint8Array(1), 'text'])).to.throw(TypeError, 'string');
    expect(() => arrayParameter(['text', new Uint8Array(1)])).to.throw(TypeError, 'object');
  });
});
