// The tutorial's own upload, with nothing but endpoints added: AWS SDK for JavaScript v2, global configuration and all.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
import AWS from 'aws-sdk';
import { assert, end, errand, flow, refusedWith, step } from './journey.mjs';
import {
  big,
  bucket,
  helps,
  identityEndpoint,
  identityPoolId,
  isAnIdentity,
  knowsItsCaller,
  logins,
  oddName,
  othersKeys,
  provider,
  region,
  s3Endpoint,
  text,
  tokens,
} from './upload.mjs';

const refused = (promise, ...codes) => refusedWith(promise, (error) => error.code, ...codes);
const denied = (promise) => refused(promise, 'AccessDenied');

AWS.config.update({ region, maxRetries: 0 });

function credentialsFor(Logins) {
  const asked = { IdentityPoolId: identityPoolId, ...(Logins && { Logins }) };
  return new AWS.CognitoIdentityCredentials(asked, { endpoint: identityEndpoint, region });
}

const bucketOf = (credentials) =>
  new AWS.S3({
    apiVersion: '2006-03-01',
    params: { Bucket: bucket },
    endpoint: s3Endpoint,
    s3ForcePathStyle: true,
    // Else it signs URLs by the old rules, which S3 takes of no new bucket.
    signatureVersion: 'v4',
    credentials,
  });

flow('own prefix');
await knowsItsCaller();
const identityId = await step('AWS.CognitoIdentityCredentials', async () => {
  AWS.config.credentials = credentialsFor(logins);
  await AWS.config.credentials.getPromise();
  isAnIdentity(AWS.config.credentials.identityId);
  return AWS.config.credentials.identityId;
});
await step('the same identity again', async () => {
  const again = credentialsFor(logins);
  await again.getPromise();
  assert.equal(again.identityId, identityId);
});
const s3 = bucketOf(AWS.config.credentials);
const content = async (Key) => (await s3.getObject({ Key }).promise()).Body;
const listed = async (Prefix) => (await s3.listObjectsV2({ Prefix }).promise()).Contents.map((o) => o.Key);

await step('s3.upload', async () => {
  const sent = await s3.upload({ Key: `${identityId}/hello.txt`, Body: text, ContentType: 'text/plain' }).promise();
  assert.equal(sent.Key, `${identityId}/hello.txt`);
  assert.equal(String(await content(sent.Key)), text);
});
await step('a name with every odd character', async () => {
  await s3.putObject({ Key: `${identityId}/${oddName}`, Body: text }).promise();
  assert.equal(String(await content(`${identityId}/${oddName}`)), text);
});
await step('s3.upload of 6 MiB, in parts', async () => {
  await s3.upload({ Key: `${identityId}/big.bin`, Body: big }).promise();
  assert.ok(big.equals(await content(`${identityId}/big.bin`)));
});
await step('list, headObject', async () => {
  const names = ['hello.txt', oddName, 'big.bin'].map((name) => `${identityId}/${name}`);
  assert.deepEqual((await listed(`${identityId}/`)).sort(), names.sort());
  const head = await s3.headObject({ Key: `${identityId}/hello.txt` }).promise();
  assert.equal(head.ContentLength, text.length);
  assert.equal(head.ContentType, 'text/plain');
});
await step('a signed URL', async () => {
  const url = await s3.getSignedUrlPromise('getObject', { Key: `${identityId}/hello.txt`, Expires: 60 });
  assert.equal(await (await fetch(url)).text(), text);
});
await step('delete', async () => {
  for (const Key of await listed(`${identityId}/`)) await s3.deleteObject({ Key }).promise();
  assert.deepEqual(await listed(`${identityId}/`), []);
});

flow('refused elsewhere');
for (const [what, Key] of othersKeys(identityId)) {
  await step(`s3.upload to ${what}: AccessDenied`, () => denied(s3.upload({ Key, Body: text }).promise()));
}
await step('getObject elsewhere: AccessDenied', () => denied(content('not-permissions/hello.txt')));
await step('list elsewhere: AccessDenied', async () => {
  await denied(listed('not-permissions/'));
  await denied(listed(''));
});
await step('delete elsewhere: AccessDenied', () =>
  denied(s3.deleteObject({ Key: 'not-permissions/hello.txt' }).promise()));

flow('wrong secret');
await step('another secret is refused', async () => {
  const { accessKeyId, sessionToken } = AWS.config.credentials;
  const strange = new AWS.Credentials(accessKeyId, 'A'.repeat(40), sessionToken);
  const sent = bucketOf(strange).putObject({ Key: `${identityId}/hello.txt`, Body: text });
  await refused(sent.promise(), 'SignatureDoesNotMatch');
});
await step('a changed signed URL is refused', async () => {
  const url = await s3.getSignedUrlPromise('getObject', { Key: `${identityId}/hello.txt`, Expires: 60 });
  assert.equal((await fetch(url.replace('hello', 'hullo'))).status, 403);
});

flow('guest');
await step('without a login: an identity, and no upload', async () => {
  const guest = credentialsFor();
  await guest.getPromise();
  assert.notEqual(guest.identityId, identityId);
  for (const folder of [guest.identityId, identityId, 'public']) {
    await denied(bucketOf(guest).putObject({ Key: `${folder}/hello.txt`, Body: text }).promise());
  }
});

flow('classic mistakes');
async function mistaken(Logins, words) {
  const error = await refused(credentialsFor(Logins).getPromise(), 'NotAuthorizedException', 'InvalidParameterException');
  helps(error, words);
}
await step("the user pool's id as Logins key", () =>
  mistaken({ [errand.userPoolId]: tokens.id }, provider));
await step('an access token as login', () => mistaken({ [provider]: tokens.access }, 'ID token'));
await end();
