import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Stand, startStand } from '../testing/stand.ts';

describe('the way back from Apple', () => {
  let stand: Stand;
  let webRoot: string;

  before(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'berth-web-'));
    await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Berth</title>');
    stand = await startStand({}, { env: { WEB_ROOT: webRoot } });
  });
  after(async () => {
    await stand?.[Symbol.asyncDispose]();
    await rm(webRoot, { recursive: true });
  });

  const TYPE = 'application/x-www-form-urlencoded';
  const send = (body: string, type = TYPE, path = '/auth/callback/apple'): Promise<Response> =>
    fetch(`${stand.url}${path}`, { method: 'POST', body, headers: { 'content-type': type, origin: 'https://appleid.apple.com' }, redirect: 'manual' });

  it('leads to the page, with the answer where no server sees it', async () => {
    const user = '{"name":{"firstName":"Zoë","lastName":"& Co"}}';
    const answer = await send(new URLSearchParams({ state: 's t', code: 'c+1', user, id_token: 'e30.e30.' }).toString());
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('referrer-policy')]).to.deep.equal([303, 'no-store', 'no-referrer']);
    const location = answer.headers.get('location') ?? '';
    expect(location).to.match(/^\/auth\/callback\/apple#/);
    expect(Object.fromEntries(new URLSearchParams(location.split('#')[1]))).to.deep.equal({ state: 's t', code: 'c+1', user });
    const page = await fetch(new URL(location, stand.url));
    expect([page.status, await page.text()]).to.deep.equal([200, '<!doctype html><title>Berth</title>']);
  });

  it('takes a cancelled sign-in along', async () => {
    expect((await send('error=user_cancelled_authorize&state=s')).headers.get('location')).to.equal('/auth/callback/apple#state=s&error=user_cancelled_authorize');
  });

  it('leads nowhere else, whatever is sent', async () => {
    for (const body of ['state=//evil.example', 'state=%0d%0aset-cookie:a=b', 'code=%23%26', '', '=&=', 'location=https://evil.example']) {
      const answer = await send(body);
      expect(new URL(answer.headers.get('location') ?? '', 'https://book.example').href, body).to.match(/^https:\/\/book\.example\/auth\/callback\/apple#/);
      expect(answer.headers.has('set-cookie')).to.equal(false);
    }
  });

  it('takes small forms only, each field once', async () => {
    expect((await send(`code=${'x'.repeat(17_000)}`)).status).to.equal(413);
    expect((await send('code=1&code=2')).status).to.equal(400);
    expect((await send('{}', 'application/json')).status).to.equal(415);
    expect((await send('code=1', TYPE, '/auth/callback/google')).status).to.equal(404);
  });
});
