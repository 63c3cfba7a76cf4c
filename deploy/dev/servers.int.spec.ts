import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { connect } from 'nats';
import pg from 'pg';
import { runningPid } from './leftover.ts';
import { startNats } from './nats.ts';
import { startPostgres } from './postgres.ts';
import { ROOT } from './settings.ts';
import { StartFailure } from './start-failure.ts';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  const failure = await work.then(() => undefined, (error: unknown) => error);
  if (failure instanceof Error) return failure;
  throw new Error('it did not fail');
}

async function untilGone(pidFile: string, mark: string): Promise<void> {
  while ((await runningPid(pidFile, mark)) !== undefined) await delay(20);
}

describe('embedded servers', function () {
  this.timeout(30_000);
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'berth-servers-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  describe('Postgres', () => {
    const start = (port = 0) => startPostgres({ dir: join(dir, 'pg'), port, durable: false });

    it('starts in a directory closed to other users and keeps its data over a restart', async () => {
      await chmod(dir, 0o700);
      await using first = await start();
      await query(first.adminUrl, 'create table kept as select 42 as answer');
      await first.stop();
      await using second = await start();
      expect(await query(second.adminUrl, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
    });

    it('is durable unless told otherwise, and refuses a wrong password', async () => {
      await using postgres = await startPostgres({ dir: join(dir, 'pg'), port: 0 });
      expect(await query(postgres.adminUrl, 'show fsync')).to.deep.equal([{ fsync: 'on' }]);
      expect(await query(postgres.adminUrl, 'show max_connections')).to.deep.equal([{ max_connections: '200' }]);
      const wrong = new URL(postgres.adminUrl);
      wrong.password = 'wrong';
      expect((await failureOf(query(wrong.href, 'select 1'))).message).to.match(/password authentication failed/);
      expect((await stat(join(dir, 'pg', 'password'))).mode & 0o077).to.equal(0);
    });

    it('names the taken port and what to do, and leaves nothing behind', async () => {
      const squatter = createServer().listen(0, '127.0.0.1');
      await once(squatter, 'listening');
      const address = squatter.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      const failure = await failureOf(start(address.port));
      squatter.close();
      expect(failure).to.be.instanceOf(StartFailure);
      expect(failure.message).to.equal(
        `Port ${address.port} (Postgres) is taken. Stop the program that uses it, or set POSTGRES_PORT, or DATABASE_URL to use your own server.`,
      );
      expect(await runningPid(join(dir, 'pg', 'data', 'postmaster.pid'), dir)).to.equal(undefined);
    });

    it('begins anew when its making was interrupted, and does not touch damaged data', async () => {
      await mkdir(join(dir, 'pg', 'data.new', 'base'), { recursive: true });
      await using first = await start();
      await first.stop();
      await rm(join(dir, 'pg', 'data', 'PG_VERSION'));
      expect((await failureOf(start())).message).to.match(/data is damaged\..*npm run reset/);
    });

    it('starts over a stale pid file whose number another process has now', async () => {
      const first = await start();
      await first.stop();
      await writeFile(join(dir, 'pg', 'data', 'postmaster.pid'), `${process.pid}\n`);
      await using second = await start();
      expect(await query(second.adminUrl, 'select 1 as one')).to.deep.equal([{ one: 1 }]);
    });

    it('tells an unasked end from an asked one, and starts again on the same port', async () => {
      await using postgres = await start();
      const pid = await runningPid(join(dir, 'pg', 'data', 'postmaster.pid'), dir);
      if (pid === undefined) throw new Error('not running');
      const died = postgres.died();
      process.kill(pid, 'SIGQUIT');
      expect((await died).message).to.match(/^Postgres stopped \((exit code|signal).*\): .*Its log: /);
      await postgres.start();
      expect(await query(postgres.adminUrl, 'select 1 as one')).to.deep.equal([{ one: 1 }]);
    });
  });

  describe('NATS', () => {
    const start = (port = 0) => startNats({ dir: join(dir, 'nats'), port });

    it('keeps streams over a restart and loses them when wiped', async () => {
      await using nats = await start();
      const streams = async (): Promise<number> => {
        const connection = await connect({ servers: nats.url });
        try {
          return (await (await connection.jetstreamManager()).streams.list().next()).length;
        } finally {
          await connection.close();
        }
      };
      const connection = await connect({ servers: nats.url });
      await (await connection.jetstreamManager()).streams.add({ name: 'KEPT', subjects: ['kept.>'] });
      await connection.close();
      await nats.stop();
      await nats.start();
      expect(await streams()).to.equal(1);
      await nats.wipe();
      expect(await streams()).to.equal(0);
    });

    it('names the taken port', async () => {
      await using nats = await start();
      const failure = await failureOf(startNats({ dir: join(dir, 'other'), port: nats.port }));
      expect(failure.message).to.match(new RegExp(`^Port ${nats.port} \\(NATS\\) is taken\\..*NATS_URL`));
    });
  });

  it('end when the process that started them is killed, and the next start does not notice', async () => {
    const code = `
      import { startPostgres } from './deploy/dev/postgres.ts';
      import { startNats } from './deploy/dev/nats.ts';
      await startPostgres({ dir: '${dir}/pg', port: 0, durable: false });
      await startNats({ dir: '${dir}/nats', port: 0 });
      process.kill(process.pid, 'SIGKILL');`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, stdio: 'inherit' });
    const [, signal]: unknown[] = await once(starter, 'exit');
    expect(signal).to.equal('SIGKILL');
    await untilGone(join(dir, 'pg', 'data', 'postmaster.pid'), dir);
    await untilGone(join(dir, 'nats', 'nats.pid'), dir);
    await using postgres = await startPostgres({ dir: join(dir, 'pg'), port: 0, durable: false });
    await using nats = await startNats({ dir: join(dir, 'nats'), port: 0 });
    expect(await query(postgres.adminUrl, 'select 1 as one')).to.deep.equal([{ one: 1 }]);
    expect(await readFile(join(dir, 'nats', 'nats.conf'), 'utf8')).to.include(String(nats.port));
  });
});
