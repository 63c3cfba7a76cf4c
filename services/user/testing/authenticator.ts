/** An authenticator in software, for tests: makes ES256 passkeys and signs with them as WebAuthn level 2 says, or wrongly when told to. */
import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';

/** What the browser and the authenticator say, and may get wrong. */
export interface Ceremony {
  readonly origin: string;
  readonly rpId: string;
  /** Uses so far, counting this one. */
  readonly counter: number;
  readonly userVerified: boolean;
}

export interface Authenticator {
  readonly credentialId: string;
  /** `RegistrationResponseJSON` for `PublicKeyCredentialCreationOptionsJSON`. */
  create(optionsJson: string, change?: Partial<Ceremony>): string;
  /** `AuthenticationResponseJSON` for `PublicKeyCredentialRequestOptionsJSON`. */
  get(optionsJson: string, change?: Partial<Ceremony>): string;
}

const USUAL: Ceremony = { origin: 'http://localhost:8080', rpId: 'localhost', counter: 0, userVerified: true };

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');

export function softwareAuthenticator({ idBytes = 32 } = {}): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(idBytes);
  const credentialId = base64url(id);
  const clientData = (type: string, optionsJson: string, { origin }: Ceremony): string =>
    JSON.stringify({ type, challenge: JSON.parse(optionsJson).challenge, origin, crossOrigin: false });
  const answer = (response: object): string =>
    JSON.stringify({ id: credentialId, rawId: credentialId, type: 'public-key', clientExtensionResults: {}, response });
  return {
    credentialId,
    create(optionsJson, change = {}) {
      const ceremony = { ...USUAL, ...change };
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([id.length >> 8, id.length & 0xff]), id, coseKey(publicKey)]);
      const data = authenticatorData(ceremony, attested);
      // {"fmt": "none", "attStmt": {}, "authData": data} in CBOR.
      const attestation = Buffer.concat([Buffer.from([0xa3]), cborText('fmt'), cborText('none'), cborText('attStmt'), Buffer.from([0xa0]), cborText('authData'), cborBytes(data)]);
      return answer({ clientDataJSON: base64url(clientData('webauthn.create', optionsJson, ceremony)), attestationObject: base64url(attestation), transports: ['internal'] });
    },
    get(optionsJson, change = {}) {
      const ceremony = { ...USUAL, ...change };
      const client = clientData('webauthn.get', optionsJson, ceremony);
      const data = authenticatorData(ceremony);
      const signature = createSign('sha256').update(Buffer.concat([data, sha256(client)])).sign(privateKey);
      return answer({ clientDataJSON: base64url(client), authenticatorData: base64url(data), signature: base64url(signature) });
    },
  };
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

function authenticatorData({ rpId, counter, userVerified }: Ceremony, attested?: Uint8Array): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  const flags = USER_PRESENT | (userVerified ? USER_VERIFIED : 0) | (attested ? ATTESTED : 0);
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)]);
}

const cborText = (text: string): Buffer => Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)]);
const cborBytes = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from(bytes.length < 256 ? [0x58, bytes.length] : [0x59, bytes.length >> 8, bytes.length & 0xff]), bytes]);

/** {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y} in CBOR. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const [left, right] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return Buffer.concat([Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]), cborBytes(left), Buffer.from([0x22]), cborBytes(right)]);
}
