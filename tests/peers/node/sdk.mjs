// The AWS SDK for JavaScript v3 with cognito-srp-helper: what an app does, and what its administrator does.
import { createHmac } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SetUserMFAPreferenceCommand,
  SignUpCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { Secret, TOTP } from 'otpauth';
import {
  assert,
  claimsOf,
  codeFor,
  end,
  errand,
  flow,
  me,
  meRefuses,
  meRefusesAsRevoked,
  meShowsTheToken,
  otherCode,
  poolIsEmbedded,
  refusedWith,
  step,
} from './journey.mjs';

const { email, password, clientId: ClientId, userPoolId: UserPoolId } = errand;
const place = { region: errand.region, endpoint: errand.endpoint, maxAttempts: 1 };
// An app's calls need no signature; an administrator's do, by keys that AWS would give them.
const pool = new CognitoIdentityProviderClient({ ...place, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
const send = (Command, input) => pool.send(new Command(input));
const app = (Command, input) => send(Command, { ClientId, ...input });
const admin = (Command, Username, input) => send(Command, { UserPoolId, Username, ...input });
const refused = (promise, ...names) => refusedWith(promise, (error) => error.name, ...names);

/** SRP with the helper: what the pool answers to the proof, tokens or another challenge. */
async function signIn(username, secret) {
  const session = createSrpSession(username, secret, UserPoolId, false);
  const begun = { ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: username } };
  const challenge = await send(InitiateAuthCommand, wrapInitiateAuth(session, begun));
  assert.equal(challenge.ChallengeName, 'PASSWORD_VERIFIER');
  const answer = { ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses: { USERNAME: username } };
  const signed = signSrpSession(session, challenge);
  return send(RespondToAuthChallengeCommand, wrapAuthChallenge(signed, answer));
}

/** Without the proof: this is not what the later steps are about. */
async function tokensOf(username, secret) {
  const AuthParameters = { USERNAME: username, PASSWORD: secret };
  const answer = await app(InitiateAuthCommand, { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  return answer.AuthenticationResult;
}

const answerTo = (challenge, username, responses) =>
  app(RespondToAuthChallengeCommand, {
    ChallengeName: challenge.ChallengeName,
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: username, ...responses },
  });

flow('sign-up');
await step('sign up', async () => {
  const { UserConfirmed, UserSub } = await app(SignUpCommand, {
    Username: email,
    Password: password,
    UserAttributes: [{ Name: 'email', Value: email }],
  });
  assert.equal(UserConfirmed, false);
  assert.ok(UserSub);
});
await step('the same address again is refused', () =>
  refused(app(SignUpCommand, { Username: email, Password: password }), 'UsernameExistsException'));
await step('a weak password is refused', () =>
  refused(app(SignUpCommand, { Username: `x${email}`, Password: 'short' }), 'InvalidPasswordException'));
await step('sign-in before activation is refused', () => refused(signIn(email, password), 'UserNotConfirmedException'));
const code = await step('the code arrives', () => codeFor(email, 'sign_up'));
const confirm = (ConfirmationCode) => app(ConfirmSignUpCommand, { Username: email, ConfirmationCode });
await step('a wrong code is refused', () => refused(confirm(otherCode(code)), 'CodeMismatchException'));
await step('activate', () => confirm(code));

flow('sign-in (SRP)');
await step('a wrong password is refused over SRP', () => refused(signIn(email, `${password}x`), 'NotAuthorizedException'));
const first = await step('sign in over SRP', async () => {
  const { AuthenticationResult: tokens } = await signIn(email, password);
  assert.equal(tokens.TokenType, 'Bearer');
  assert.equal(tokens.ExpiresIn, 3600);
  return tokens;
});
const shown = await step('/me shows the access token', () => meShowsTheToken(first.AccessToken));
await step('/me names the person who signed in', () => {
  const id = claimsOf(first.IdToken);
  assert.equal(id.email, email);
  assert.equal(shown.sub, id.sub);
});
await step('/me refuses the ID token', () => meRefuses(first.IdToken));
await step('GetUser knows the user', async () => {
  const { UserAttributes } = await send(GetUserCommand, { AccessToken: first.AccessToken });
  assert.equal(UserAttributes.find(({ Name }) => Name === 'email').Value, email);
});

flow('refresh');
const refresh = () =>
  app(InitiateAuthCommand, { AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: first.RefreshToken } });
await step('REFRESH_TOKEN_AUTH, and /me shows the new access token', async () => {
  const { AuthenticationResult } = await refresh();
  assert.notEqual(AuthenticationResult.AccessToken, first.AccessToken);
  await meShowsTheToken(AuthenticationResult.AccessToken);
});

flow('sign-out');
await step('RevokeToken: the refresh token is no good', async () => {
  await app(RevokeTokenCommand, { Token: first.RefreshToken });
  await refused(refresh(), 'NotAuthorizedException');
});
if (poolIsEmbedded) await step('/me refuses the access token', () => meRefusesAsRevoked(first.AccessToken));
await step('GlobalSignOut: the pool refuses the access token', async () => {
  const { AccessToken } = await tokensOf(email, password);
  await send(GlobalSignOutCommand, { AccessToken });
  await refused(send(GetUserCommand, { AccessToken }), 'NotAuthorizedException');
  if (poolIsEmbedded) await meRefusesAsRevoked(AccessToken);
});

flow('TOTP');
const totp = (secret, ahead = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead });
const { AccessToken } = await step('sign in once more', () => tokensOf(email, password));
const secret = await step('AssociateSoftwareToken', async () => {
  const { SecretCode } = await send(AssociateSoftwareTokenCommand, { AccessToken });
  assert.match(SecretCode, /^[A-Z2-7]{16,}$/);
  return SecretCode;
});
const verify = (UserCode) => send(VerifySoftwareTokenCommand, { AccessToken, UserCode, FriendlyDeviceName: 'phone' });
await step('a wrong code is refused', () =>
  refused(verify(otherCode(totp(secret))), 'EnableSoftwareTokenMFAException', 'CodeMismatchException'));
await step('VerifySoftwareToken', async () => assert.equal((await verify(totp(secret))).Status, 'SUCCESS'));
const prefer = (Enabled) =>
  send(SetUserMFAPreferenceCommand, {
    AccessToken,
    SoftwareTokenMfaSettings: { Enabled, PreferredMfa: Enabled },
  });
await step('SetUserMFAPreference', () => prefer(true));
await step('a password alone signs nobody in', async () => {
  const challenge = await signIn(email, password);
  assert.equal(challenge.ChallengeName, 'SOFTWARE_TOKEN_MFA');
  assert.equal(challenge.AuthenticationResult, undefined);
  const wrong = { SOFTWARE_TOKEN_MFA_CODE: otherCode(totp(secret, 30_000)) };
  await refused(answerTo(challenge, email, wrong), 'CodeMismatchException');
});
await step('password and code do, and /me shows the access token', async () => {
  const challenge = await signIn(email, password);
  // The code that verified the app is spent; a pool takes the next one, too, for clocks that differ.
  const right = { SOFTWARE_TOKEN_MFA_CODE: totp(secret, 30_000) };
  const { AuthenticationResult } = await answerTo(challenge, email, right);
  await meShowsTheToken(AuthenticationResult.AccessToken);
});
await step('without the second factor again', async () => {
  await prefer(false);
  assert.ok((await tokensOf(email, password)).AccessToken);
});

const invited = `invited-${email}`;
const temporary = `${password}Temp`;
flow('administration');
const sub = await step('AdminCreateUser with a temporary password', async () => {
  const { User } = await admin(AdminCreateUserCommand, invited, {
    TemporaryPassword: temporary,
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: invited },
      { Name: 'email_verified', Value: 'true' },
    ],
  });
  assert.equal(User.UserStatus, 'FORCE_CHANGE_PASSWORD');
  assert.equal(User.Enabled, true);
  return User.Attributes.find(({ Name }) => Name === 'sub').Value;
});
await step('the same address again is refused', () =>
  refused(admin(AdminCreateUserCommand, invited, { MessageAction: 'SUPPRESS' }), 'UsernameExistsException'));

flow('NEW_PASSWORD_REQUIRED');
await step('a wrong temporary password is refused', () => refused(signIn(invited, password), 'NotAuthorizedException'));
const challenge = await step('the temporary password gives no tokens', async () => {
  const asked = await signIn(invited, temporary);
  assert.equal(asked.ChallengeName, 'NEW_PASSWORD_REQUIRED');
  assert.equal(asked.AuthenticationResult, undefined);
  return asked;
});
if (poolIsEmbedded) {
  await step('a weak new password is refused', () => // ministack takes it
    refused(answerTo(challenge, invited, { NEW_PASSWORD: 'short' }), 'InvalidPasswordException'));
}
await step('the new password signs in, and /me shows the access token', async () => {
  const asked = await signIn(invited, temporary);
  const { AuthenticationResult } = await answerTo(asked, invited, { NEW_PASSWORD: password });
  const claims = await meShowsTheToken(AuthenticationResult.AccessToken);
  assert.equal(claims.sub, sub);
});
await step('the temporary password is no good any more', async () => {
  await refused(tokensOf(invited, temporary), 'NotAuthorizedException');
  assert.ok((await tokensOf(invited, password)).AccessToken);
});

flow('administration');
await step('AdminGetUser, ListUsers', async () => {
  const user = await admin(AdminGetUserCommand, invited);
  assert.equal(user.UserStatus, 'CONFIRMED');
  const { Users } = await send(ListUsersCommand, { UserPoolId, Filter: `email = "${invited}"` });
  assert.deepEqual(Users.map((found) => found.Username), [user.Username]);
});
await step('AdminAddUserToGroup: the next token opens /admin', async () => {
  const door = async () => {
    const { AccessToken: token } = await tokensOf(invited, password);
    const answer = await fetch(`${errand.site}/admin`, { headers: { authorization: `Bearer ${token}` } });
    return [answer.status, claimsOf(token)['cognito:groups']];
  };
  assert.deepEqual(await door(), [403, undefined]);
  await admin(AdminAddUserToGroupCommand, invited, { GroupName: 'admins' });
  const { Groups } = await admin(AdminListGroupsForUserCommand, invited);
  assert.deepEqual(Groups.map(({ GroupName }) => GroupName), ['admins']);
  assert.deepEqual(await door(), [200, ['admins']]);
  await admin(AdminRemoveUserFromGroupCommand, invited, { GroupName: 'admins' });
  assert.deepEqual(await door(), [403, undefined]);
});
await step('AdminUpdateUserAttributes reach the ID token', async () => {
  await admin(AdminUpdateUserAttributesCommand, invited, { UserAttributes: [{ Name: 'name', Value: 'Ada Lövelace' }] });
  assert.equal(claimsOf((await tokensOf(invited, password)).IdToken).name, 'Ada Lövelace');
});
await step('AdminUserGlobalSignOut', async () => {
  const { AccessToken: token } = await tokensOf(invited, password);
  await admin(AdminUserGlobalSignOutCommand, invited);
  await refused(send(GetUserCommand, { AccessToken: token }), 'NotAuthorizedException');
  if (poolIsEmbedded) await meRefusesAsRevoked(token);
});
await step('AdminDisableUser, AdminEnableUser', async () => {
  await admin(AdminDisableUserCommand, invited);
  await refused(tokensOf(invited, password), 'NotAuthorizedException');
  await admin(AdminEnableUserCommand, invited);
  assert.ok((await tokensOf(invited, password)).AccessToken);
});
await step('AdminSetUserPassword', async () => {
  await admin(AdminSetUserPasswordCommand, invited, { Password: `${password}set`, Permanent: true });
  await refused(tokensOf(invited, password), 'NotAuthorizedException');
  assert.ok((await tokensOf(invited, `${password}set`)).AccessToken);
});
await step('AdminDeleteUser', async () => {
  const { AccessToken: token } = await tokensOf(invited, `${password}set`);
  await admin(AdminDeleteUserCommand, invited);
  await refused(admin(AdminGetUserCommand, invited), 'UserNotFoundException');
  await refused(signIn(invited, `${password}set`), 'NotAuthorizedException', 'UserNotFoundException');
  if (poolIsEmbedded) assert.equal((await me(token)).status, 401);
});

if (errand.confidential) {
  flow('client secret');
  const { id, secret: key } = errand.confidential;
  const proof = (username) => createHmac('sha256', key).update(username + id).digest('base64');
  const attempt = (SECRET_HASH) =>
    send(InitiateAuthCommand, {
      ClientId: id,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password, ...(SECRET_HASH && { SECRET_HASH }) },
    });
  await step('without SECRET_HASH nobody signs in', () => refused(attempt(), 'NotAuthorizedException'));
  await step('nor with a wrong one', () => refused(attempt(proof(`x${email}`)), 'NotAuthorizedException'));
  await step('with it one does, and /me refuses the token of another client', async () => {
    const { AuthenticationResult } = await attempt(proof(email));
    assert.equal(claimsOf(AuthenticationResult.AccessToken).client_id, id);
    await meRefuses(AuthenticationResult.AccessToken);
  });
}
await end();
