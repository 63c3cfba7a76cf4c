import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { type FacebookSandbox, startFacebookSandbox } from './sandbox.ts';

const RETURN = 'https://book.example/auth/callback/facebook';
const SECRET = 'app secret';

describe('Facebook sandbox', () => {
  let facebook: FacebookSandbox;
  beforeEach(async () => void (facebook = await startFacebookSandbox({ appId: '1', appSecret: SECRET, redirectUris: [RETURN] })));
  afterEach(() => facebook[Symbol.asyncDispose]());

  const at = (path: string, query: Readonly<Record<string, string>> = {}): string => `${facebook.url}/v24.0/${path}?${new URLSearchParams(query)}`;
  const dialog = (change: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(at('dialog/oauth'), { method: 'POST', redirect: 'manual', body: new URLSearchParams({ client_id: '1', redirect_uri: RETURN, response_type: 'code', state: 's', person: '1001', ...change }) });
  const answerOf = (response: Response): URL => new URL(response.headers.get('location') ?? '');
  const tokenFor = async (change: Readonly<Record<string, string>> = {}): Promise<unknown> =>
    (await fetch(at('oauth/access_token', { client_id: '1', client_secret: SECRET, redirect_uri: RETURN, code: answerOf(await dialog()).searchParams.get('code') ?? '', ...change }))).json();
  const memberOf = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined);

  it('answers with code and state, and its odd end', async () => {
    const back = answerOf(await dialog());
    expect([back.origin + back.pathname, back.searchParams.get('state'), back.hash]).to.deep.equal([RETURN, 's', '#_=_']);
    expect(answerOf(await dialog({ person: '' })).searchParams.get('error')).to.equal('access_denied');
    for (const change of [{ client_id: '2' }, { redirect_uri: `${RETURN}?x=1` }, { response_type: 'token' }]) expect((await dialog(change)).status).to.equal(400);
  });

  it('tells who somebody is to who has the app’s secret, and says no as the Graph does', async () => {
    const token = String(memberOf(await tokenFor(), 'access_token'));
    const proof = createHmac('sha256', SECRET).update(token).digest('hex');
    const me = async (query: Readonly<Record<string, string>>): Promise<unknown> => (await fetch(at('me', { fields: 'id,name,email', ...query }))).json();
    expect(await me({ access_token: token, appsecret_proof: proof })).to.deep.equal({ id: '91001', name: 'Maria Santos', email: 'maria@harbour.example' });
    expect(await me({ access_token: token, appsecret_proof: proof, fields: 'name' })).to.deep.equal({ id: '91001', name: 'Maria Santos' });
    expect(memberOf(await me({ access_token: token }), 'error')).to.include({ type: 'GraphMethodException', code: 100 });
    expect(memberOf(await me({ access_token: 'x', appsecret_proof: proof }), 'error')).to.include({ type: 'OAuthException', code: 190 });
  });

  it('takes a code once, with its redirect address, PKCE verifier and the app’s secret', async () => {
    const code = answerOf(await dialog()).searchParams.get('code') ?? '';
    expect(await tokenFor({ code })).to.have.property('token_type', 'bearer');
    for (const change of [{ code }, { redirect_uri: 'https://other.example' }, { code_verifier: 'unasked' }, { client_secret: 'x' }]) {
      expect(memberOf(await tokenFor(change), 'error'), JSON.stringify(change)).to.have.property('type', 'OAuthException');
    }
  });
});
