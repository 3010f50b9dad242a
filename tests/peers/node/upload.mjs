// What the uploads with the SDKs for JavaScript share: where they go, and who they are.
import { assert, claimsOf, errand, meShowsTheToken, poolIsEmbedded, step } from './journey.mjs';

export const { region, bucket, identityPoolId, identityEndpoint, s3Endpoint, tokens } = errand;
/** The key of Logins: the issuer without its scheme. */
export const provider = `cognito-idp.${region}.amazonaws.com/${errand.userPoolId}`;
export const logins = { [provider]: tokens.id };
export const text = 'from JavaScript\n';
/** More than the 5 MiB from which the SDKs upload in parts. */
export const big = Buffer.alloc(6 * 1024 * 1024, 'abcdefghij');

export const oddName = "a folder/größe & +~*'().txt";

/** The prefixes that are not the caller's own, by the check's name. */
export function othersKeys(identityId) {
  const last = identityId.endsWith('0') ? '1' : '0';
  return Object.entries({
    'another folder': 'not-permissions/hello.txt',
    'the top': 'hello.txt',
    'a prefix that only begins alike': `${identityId}x/hello.txt`,
    "another identity's prefix": `${identityId.slice(0, -1)}${last}/hello.txt`,
  });
}

export async function knowsItsCaller() {
  await step('/me shows the access token of the same sign-in', () => meShowsTheToken(tokens.access));
}

export function isAnIdentity(identityId) {
  assert.match(identityId, new RegExp(`^${region}:[0-9a-f-]{36}$`));
  assert.notEqual(identityId, claimsOf(tokens.id).sub);
}

/** What the dev cloud says of a classic mistake names the way out; ministack only refuses. */
export function helps(error, words) {
  if (poolIsEmbedded) assert.ok(error.message.includes(words), error.message);
}

