// Amplify's Auth, as published, in Node: from sign-up to a refused refresh after signing out everywhere.
import { Amplify } from 'aws-amplify';
import {
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import {
  assert,
  claimsOf,
  codeFor,
  end,
  errand,
  flow,
  meRefuses,
  meRefusesAsRevoked,
  meShowsTheToken,
  otherCode,
  poolIsEmbedded,
  refusedWith,
  step,
} from './journey.mjs';

const { email, password } = errand;
Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: errand.userPoolId,
      userPoolClientId: errand.clientId,
      userPoolEndpoint: errand.endpoint,
    },
  },
});
// Node has no localStorage, which is where Amplify keeps its tokens by default.
const kept = new Map();
cognitoUserPoolsTokenProvider.setKeyValueStorage({
  getItem: async (key) => kept.get(key) ?? null,
  setItem: async (key, value) => void kept.set(key, value),
  removeItem: async (key) => void kept.delete(key),
  clear: async () => kept.clear(),
});

const refused = (promise, ...names) => refusedWith(promise, (error) => error.name, ...names);
const accessToken = async (options) => String((await fetchAuthSession(options)).tokens?.accessToken ?? '');

/** Amplify keeps one session: who signs in again has to forget the former. */
async function signInOverSrp(secret) {
  const { isSignedIn, nextStep } = await signIn({
    username: email,
    password: secret,
    options: { authFlowType: 'USER_SRP_AUTH' },
  });
  return { isSignedIn, step: nextStep.signInStep };
}

flow('sign-up');
await step('sign up', async () => {
  const { nextStep } = await signUp({ username: email, password, options: { userAttributes: { email } } });
  assert.equal(nextStep.signUpStep, 'CONFIRM_SIGN_UP');
});
await step('the same address again is refused', () =>
  refused(signUp({ username: email, password }), 'UsernameExistsException'));
await step('sign-in before activation asks to confirm', async () => {
  assert.deepEqual(await signInOverSrp(password), { isSignedIn: false, step: 'CONFIRM_SIGN_UP' });
});
const code = await step('the code arrives', () => codeFor(email, 'sign_up'));
await step('a wrong code is refused', () =>
  refused(confirmSignUp({ username: email, confirmationCode: otherCode(code) }), 'CodeMismatchException'));
await step('activate', async () => {
  const { isSignUpComplete } = await confirmSignUp({ username: email, confirmationCode: code });
  assert.ok(isSignUpComplete);
});

flow('sign-in (SRP)');
await step('a wrong password is refused over SRP', () => refused(signInOverSrp(`${password}x`), 'NotAuthorizedException'));
await step('sign in over SRP', async () => {
  assert.deepEqual(await signInOverSrp(password), { isSignedIn: true, step: 'DONE' });
});
const access = await step('fetchAuthSession has an access token', () => accessToken());
const shown = await step('/me shows the access token', () => meShowsTheToken(access));
const { tokens } = await fetchAuthSession();
await step('/me names the person who signed in', async () => {
  assert.equal(tokens.idToken.payload.email, email);
  assert.equal(shown.sub, tokens.idToken.payload.sub);
  assert.equal((await getCurrentUser()).userId, shown.sub);
});
await step('/me refuses the ID token', () => meRefuses(String(tokens.idToken)));
await step('the pool knows the user', async () => assert.equal((await fetchUserAttributes()).email, email));

flow('refresh');
const renewed = await step('forceRefresh (GetTokensFromRefreshToken) gives another access token', async () => {
  const token = await accessToken({ forceRefresh: true });
  assert.notEqual(token, access);
  // ministack takes the time of the refresh.
  if (poolIsEmbedded) assert.equal(claimsOf(token).auth_time, claimsOf(access).auth_time);
  assert.equal(claimsOf(token).origin_jti, claimsOf(access).origin_jti);
  return token;
});
await step('/me shows it', () => meShowsTheToken(renewed));

flow('sign-out');
await step('sign out: the session is gone', async () => {
  await signOut();
  assert.equal(await accessToken(), '');
});
if (poolIsEmbedded) {
  await step('/me refuses the access tokens of that sign-in', async () => {
    await meRefusesAsRevoked(access);
    await meRefusesAsRevoked(renewed);
  });
}
await step('sign in again', async () => assert.ok((await signInOverSrp(password)).isSignedIn));
const last = await accessToken();
const leftOver = new Map(kept);
await step('sign out everywhere', () => signOut({ global: true }));
if (poolIsEmbedded) await step('/me refuses the access token', () => meRefusesAsRevoked(last));
await step('what was kept aside refreshes no more', async () => {
  for (const [key, value] of leftOver) kept.set(key, value);
  assert.equal(await accessToken({ forceRefresh: true }).catch((error) => error.name), '');
});
await step('a new sign-in works', async () => {
  kept.clear();
  assert.ok((await signInOverSrp(password)).isSignedIn);
});
await end();
