/** Makes the options and checks the answers of WebAuthn; every defect of an answer is the same refusal. */
import {
  generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse,
  type AuthenticationResponseJSON, type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { Failure } from '../runtime/errors.ts';
import { CHALLENGE_MS, type Challenge, type Challenges, type ChallengeScope } from './challenges.ts';
import { passkeyRefused, type Passkey } from './domain/passkey.ts';

export interface PasskeyOptions {
  /** Domain that passkeys are bound to. */
  readonly rpId: string;
  /** Origins of pages that may use them. */
  readonly origins: readonly string[];
  readonly challenges: Challenges;
}

/** What a new passkey is known by. */
export interface NewCredential extends Pick<Passkey, 'credentialId' | 'publicKey' | 'counter'> {
  readonly challenge: Challenge;
}

/** A proof that somebody has a passkey. */
export interface Assertion {
  readonly counter: number;
  readonly challenge: Challenge;
}

/** Whose passkey is made. */
export interface Owner {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
}

export interface Passkeys {
  registrationOptions(tenantId: string, owner: Owner, known: readonly Passkey[], now: Date): Promise<string>;
  signInOptions(tenantId: string, now: Date): Promise<string>;
  /** Raises `PASSKEY_REFUSED`. */
  verifyRegistration(tenantId: string, userId: string, responseJson: string, now: Date): Promise<NewCredential>;
  /** The credential that an answer is of, unproved; raises `PASSKEY_REFUSED`. */
  credentialIn(responseJson: string): string;
  /** Raises `PASSKEY_REFUSED`. */
  verifySignIn(tenantId: string, passkey: Passkey, responseJson: string, now: Date): Promise<Assertion>;
}

const RP_NAME = 'Berth';
/** COSE: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

export function createPasskeys({ rpId, origins, challenges }: PasskeyOptions): Passkeys {
  const expected = { expectedOrigin: [...origins], expectedRPID: rpId, requireUserVerification: true };
  /** Runs a check with a look at the challenge that was signed. */
  async function verifying<T>(scope: ChallengeScope, now: Date, check: (expectedChallenge: (challenge: string) => boolean) => Promise<T | undefined>): Promise<{ value: T; challenge: Challenge }> {
    let challenge: Challenge | undefined;
    const value = await check((text) => (challenge = challenges.read(scope, text, now)) !== undefined).catch((error: unknown) => {
      throw refused(error);
    });
    if (value === undefined || !challenge) throw refused();
    return { value, challenge };
  }
  return {
    async registrationOptions(tenantId, { id, email, displayName }, known, now) {
      const options = await generateRegistrationOptions({
        rpName: RP_NAME,
        rpID: rpId,
        userID: Uint8Array.from(Buffer.from(id)),
        userName: email,
        userDisplayName: displayName,
        challenge: challenges.make({ purpose: 'register', tenantId, userId: id }, now),
        timeout: CHALLENGE_MS,
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      return JSON.stringify(options);
    },
    async signInOptions(tenantId, now) {
      const challenge = challenges.make({ purpose: 'sign_in', tenantId, userId: '' }, now);
      return JSON.stringify(await generateAuthenticationOptions({ rpID: rpId, challenge, timeout: CHALLENGE_MS, userVerification: 'required' }));
    },
    async verifyRegistration(tenantId, userId, responseJson, now) {
      const response = readResponse(responseJson, isRegistration);
      const { value, challenge } = await verifying({ purpose: 'register', tenantId, userId }, now, async (expectedChallenge) =>
        (await verifyRegistrationResponse({ ...expected, supportedAlgorithmIDs: ALGORITHMS, response, expectedChallenge })).registrationInfo?.credential);
      if (!isCredentialId(value.id)) throw refused();
      return { credentialId: value.id, publicKey: value.publicKey, counter: value.counter, challenge };
    },
    credentialIn: (responseJson) => readResponse(responseJson, isAuthentication).id,
    async verifySignIn(tenantId, { credentialId, publicKey, counter }, responseJson, now) {
      const response = readResponse(responseJson, isAuthentication);
      const credential = { id: credentialId, publicKey: Uint8Array.from(publicKey), counter };
      const { value, challenge } = await verifying({ purpose: 'sign_in', tenantId, userId: '' }, now, async (expectedChallenge) => {
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({ ...expected, response, expectedChallenge, credential });
        return verified ? authenticationInfo.newCounter : undefined;
      });
      return { counter: value, challenge };
    },
  };
}

function readResponse<T>(json: string, is: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(json);
    if (is(value)) return value;
  } catch (error) {
    throw refused(error);
  }
  throw refused();
}

const hasTexts = (value: unknown, ...names: readonly string[]): value is object =>
  typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'string');

/** WebAuthn allows 1023 bytes; more would fit into no index. */
const isCredentialId = (id: unknown): boolean => typeof id === 'string' && /^[\w-]{1,1364}$/.test(id);

const isRegistration = (value: unknown): value is RegistrationResponseJSON =>
  hasTexts(value, 'id', 'rawId', 'type') && hasTexts(Reflect.get(value, 'response'), 'clientDataJSON', 'attestationObject');

const isAuthentication = (value: unknown): value is AuthenticationResponseJSON =>
  hasTexts(value, 'rawId', 'type') && isCredentialId(Reflect.get(value, 'id')) && hasTexts(Reflect.get(value, 'response'), 'clientDataJSON', 'authenticatorData', 'signature');

const refused = (cause?: unknown): Failure => new Failure({ ...passkeyRefused(), cause });
