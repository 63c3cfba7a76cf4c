import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { decodeJwt, SignJWT } from 'jose';
import { type AppleSandbox, startAppleSandbox } from './sandbox.ts';

const RETURN = 'https://book.example/auth/callback/apple';
const pem = (): string => generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } }).privateKey;

describe('Apple sandbox', () => {
  const key = pem();
  let apple: AppleSandbox;
  beforeEach(async () => void (apple = await startAppleSandbox({ clientId: 'example.berth', teamId: 'TEAM', keyId: 'KEY', key, returnUrls: [RETURN] })));
  afterEach(() => apple[Symbol.asyncDispose]());

  const asked = { client_id: 'example.berth', redirect_uri: RETURN, response_type: 'code', response_mode: 'form_post', scope: 'openid email name', state: 's', nonce: 'n' };
  const authorize = (form: Readonly<Record<string, string>>): Promise<Response> => fetch(`${apple.url}/auth/authorize`, { method: 'POST', body: new URLSearchParams(form) });
  const fieldIn = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  const code = async (): Promise<string> => fieldIn(await (await authorize({ ...asked, person: '1001' })).text(), 'code');

  async function secret({ kid = 'KEY', iss = 'TEAM', sub = 'example.berth', aud = apple.url, exp = '5m', signer = key } = {}): Promise<string> {
    return new SignJWT().setProtectedHeader({ alg: 'ES256', kid }).setIssuer(iss).setSubject(sub).setAudience(aud).setIssuedAt().setExpirationTime(exp).sign(createPrivateKey(signer));
  }
  const redeem = async (change: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const form = { client_id: 'example.berth', client_secret: await secret(), grant_type: 'authorization_code', redirect_uri: RETURN, ...change };
    return (await fetch(`${apple.url}/auth/token`, { method: 'POST', body: new URLSearchParams(form) })).json();
  };

  it('signs who somebody is, for the client and nonce that asked', async () => {
    const answer = await redeem({ code: await code() });
    const token = typeof answer === 'object' && answer !== null && 'id_token' in answer ? String(answer.id_token) : '';
    expect(decodeJwt(token)).to.deep.include({ iss: apple.url, aud: 'example.berth', nonce: 'n', email: 'maria@harbour.example', email_verified: 'true' });
  });

  it('sends a form with the name the first time only', async () => {
    const [first, again] = [await (await authorize({ ...asked, person: '1001' })).text(), await (await authorize({ ...asked, person: '1001' })).text()];
    expect(first).to.contain(`action="${RETURN}"`);
    expect([fieldIn(first, 'state'), fieldIn(first, 'user')]).to.deep.equal(['s', '{&quot;name&quot;:{&quot;firstName&quot;:&quot;Maria&quot;,&quot;lastName&quot;:&quot;Santos&quot;},&quot;email&quot;:&quot;maria@harbour.example&quot;}']);
    expect(again).not.to.contain('name="user"');
  });

  it('sends nobody to an address that is not registered, nor name and address in one', async () => {
    for (const change of [{ client_id: 'x' }, { redirect_uri: `${RETURN}/` }, { response_type: 'token' }, { response_mode: 'query' }]) {
      expect((await authorize({ ...asked, ...change, person: '1001' })).status, JSON.stringify(change)).to.equal(400);
    }
  });

  it('takes a code once, with its redirect address and PKCE verifier', async () => {
    const good = await code();
    expect(await redeem({ code: good })).to.have.property('id_token');
    expect(await redeem({ code: good })).to.have.property('error', 'invalid_grant');
    expect(await redeem({ code: await code(), redirect_uri: 'https://other.example' })).to.have.property('error', 'invalid_grant');
    expect(await redeem({ code: await code(), code_verifier: 'unasked' })).to.have.property('error', 'invalid_grant');
  });

  it('takes a client secret that the key signed for it, for half a year at most', async () => {
    const bad = [{ kid: 'OTHER' }, { iss: 'OTHER' }, { sub: 'other' }, { aud: 'https://elsewhere.example' }, { exp: '-1m' }, { exp: '200d' }, { signer: pem() }];
    for (const change of bad) expect(await redeem({ code: await code(), client_secret: await secret(change) }), Object.keys(change)[0]).to.have.property('error', 'invalid_client');
    expect(await redeem({ code: await code(), client_secret: 'a secret' })).to.have.property('error', 'invalid_client');
  });
});
