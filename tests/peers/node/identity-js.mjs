// amazon-cognito-identity-js, as published: from sign-up to a refused refresh after signing out everywhere.
import identity from 'amazon-cognito-identity-js';
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

const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = identity;
const { email, password } = errand;
const pool = new CognitoUserPool({
  UserPoolId: errand.userPoolId,
  ClientId: errand.clientId,
  endpoint: errand.endpoint,
});
const user = new CognitoUser({ Username: email, Pool: pool });

/** A call that ends in (error, result) as a promise. */
const called = (start) => new Promise((done, failed) => start((error, result) => (error ? failed(error) : done(result))));

const signIn = (secret) =>
  new Promise((onSuccess, onFailure) => {
    const details = new AuthenticationDetails({ Username: email, Password: secret });
    user.authenticateUser(details, { onSuccess, onFailure });
  });

const refused = (promise, ...codes) => refusedWith(promise, (error) => error.code, ...codes);

flow('sign-up');
await step('sign up', () =>
  called((cb) => pool.signUp(email, password, [new CognitoUserAttribute({ Name: 'email', Value: email })], [], cb)));
await step('the same address again is refused', () =>
  refused(called((cb) => pool.signUp(email, password, [], [], cb)), 'UsernameExistsException'));
await step('sign-in before activation is refused', () => refused(signIn(password), 'UserNotConfirmedException'));
const code = await step('the code arrives', () => codeFor(email, 'sign_up'));
await step('a wrong code is refused', () =>
  refused(called((cb) => user.confirmRegistration(otherCode(code), false, cb)), 'CodeMismatchException'));
await step('activate', () => called((cb) => user.confirmRegistration(code, false, cb)));
flow('sign-in (SRP)');
await step('a wrong password is refused over SRP', () => refused(signIn(`${password}x`), 'NotAuthorizedException'));

const session = await step('sign in over SRP', () => signIn(password));
const access = session.getAccessToken().getJwtToken();
const shown = await step('/me shows the access token', () => meShowsTheToken(access));
await step('/me names the person who signed in', () => {
  const id = session.getIdToken().decodePayload();
  assert.equal(id.email, email);
  assert.equal(shown.sub, id.sub);
  assert.equal(shown.username, id['cognito:username']);
});
await step('/me refuses the ID token', () => meRefuses(session.getIdToken().getJwtToken()));
await step('the pool knows the user', async () => {
  const attributes = await called((cb) => user.getUserAttributes(cb));
  assert.equal(attributes.find((a) => a.getName() === 'email')?.getValue(), email);
});

const refresh = session.getRefreshToken();
flow('refresh');
await step('refresh', async () => {
  const renewed = await called((cb) => user.refreshSession(refresh, cb));
  const token = renewed.getAccessToken().getJwtToken();
  assert.notEqual(token, access);
  // ministack takes the time of the refresh.
  if (poolIsEmbedded) assert.equal(claimsOf(token).auth_time, claimsOf(access).auth_time);
  await meShowsTheToken(token);
});
flow('sign-out');
if (poolIsEmbedded) {
  await step('signing out revokes the refresh token, and /me refuses the access token', async () => {
    const another = (await signIn(password)).getAccessToken().getJwtToken();
    await meShowsTheToken(another);
    await called((cb) => user.signOut(cb));
    await meRefusesAsRevoked(another);
    await meShowsTheToken(access);
  });
}
const last = await step('sign in again', () => signIn(password));
await step('sign out everywhere', () =>
  new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure })));
if (poolIsEmbedded) {
  await step('/me refuses the access tokens of all sign-ins', async () => {
    await meRefusesAsRevoked(access);
    await meRefusesAsRevoked(last.getAccessToken().getJwtToken());
  });
  await step('a new sign-in at once is let in', async () =>
    meShowsTheToken((await signIn(password)).getAccessToken().getJwtToken()));
}
await step('refresh after that is refused', () =>
  refused(called((cb) => user.refreshSession(refresh, cb)), 'NotAuthorizedException'));
flow('new password');
await step('forgotten password: a new one signs in', async () => {
  await new Promise((inputVerificationCode, onFailure) => user.forgotPassword({ inputVerificationCode, onFailure }));
  const reset = await codeFor(email, 'forgot_password');
  await new Promise((onSuccess, onFailure) => user.confirmPassword(reset, `${password}new`, { onSuccess, onFailure }));
  await meShowsTheToken((await signIn(`${password}new`)).getAccessToken().getJwtToken());
});
await end();
