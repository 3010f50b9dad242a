// The AWS SDK for JavaScript v3: fromCognitoIdentityPool and S3Client, which sends checksums and streams by its own rules.
import { Readable } from 'node:stream';
import { fromCognitoIdentityPool } from '@aws-sdk/credential-provider-cognito-identity';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { assert, end, errand, flow, refusedWith, step } from './journey.mjs';
import {
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

const refused = (promise, ...names) => refusedWith(promise, (error) => error.name, ...names);
const denied = (promise) => refused(promise, 'AccessDenied');

const credentialsFor = (given) =>
  fromCognitoIdentityPool({
    identityPoolId,
    ...(given && { logins: given }),
    clientConfig: { region, endpoint: identityEndpoint, maxAttempts: 1 },
  });

const clientOf = (credentials) =>
  new S3Client({ region, endpoint: s3Endpoint, forcePathStyle: true, credentials, maxAttempts: 1 });

flow('own prefix');
await knowsItsCaller();
const credentials = await step('fromCognitoIdentityPool', () => credentialsFor(logins)());
const { identityId } = credentials;
await step('one identity, the same again', async () => {
  isAnIdentity(identityId);
  assert.equal((await credentialsFor(logins)()).identityId, identityId);
  assert.ok(credentials.expiration > new Date(Date.now() + 10 * 60_000));
});
const s3 = clientOf(credentialsFor(logins));
const send = (Command, Key, more) => s3.send(new Command({ Bucket: bucket, Key, ...more }));
const content = async (Key) => (await send(GetObjectCommand, Key)).Body.transformToString();
const listing = (Prefix, more) => s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, ...more }));
const listed = async (Prefix) => ((await listing(Prefix)).Contents ?? []).map((o) => o.Key);

await step('PutObject with the default checksum', async () => {
  const sent = await send(PutObjectCommand, `${identityId}/hello.txt`, { Body: text, ContentType: 'text/plain' });
  assert.ok(sent.ETag);
  assert.equal(await content(`${identityId}/hello.txt`), text);
});
await step('PutObject of a stream: chunked, checksum in the trailer', async () => {
  const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(70_000, 'b')]);
  await send(PutObjectCommand, `${identityId}/stream.txt`, { Body, ContentLength: 140_000 });
  assert.equal(await content(`${identityId}/stream.txt`), 'a'.repeat(70_000) + 'b'.repeat(70_000));
});
await step('PutObject with SHA-256', () =>
  send(PutObjectCommand, `${identityId}/sha.txt`, { Body: text, ChecksumAlgorithm: 'SHA256' }));
await step('a name with every odd character', async () => {
  await send(PutObjectCommand, `${identityId}/${oddName}`, { Body: text });
  assert.equal(await content(`${identityId}/${oddName}`), text);
});
await step('HeadObject', async () => {
  const head = await send(HeadObjectCommand, `${identityId}/hello.txt`);
  assert.equal(head.ContentLength, text.length);
  assert.equal(head.ContentType, 'text/plain');
});
await step('ListObjectsV2, page by page', async () => {
  const names = ['hello.txt', 'sha.txt', 'stream.txt', oddName].map((name) => `${identityId}/${name}`).sort();
  assert.deepEqual((await listed(`${identityId}/`)).sort(), names);
  const first = await listing(`${identityId}/`, { MaxKeys: 3 });
  assert.equal(first.IsTruncated, true);
  const rest = await listing(`${identityId}/`, { MaxKeys: 3, ContinuationToken: first.NextContinuationToken });
  assert.deepEqual([...first.Contents, ...rest.Contents].map((o) => o.Key).sort(), names);
});
await step('DeleteObject', async () => {
  for (const key of await listed(`${identityId}/`)) await send(DeleteObjectCommand, key);
  assert.deepEqual(await listed(`${identityId}/`), []);
});

flow('refused elsewhere');
for (const [what, key] of othersKeys(identityId)) {
  await step(`PutObject to ${what}: AccessDenied`, () => denied(send(PutObjectCommand, key, { Body: text })));
}
await step('dots in a name lead nowhere', async () => {
  // To S3 a key is a text: this one begins with the own prefix. To be refused is right as well.
  const key = `${identityId}/../not-permissions/dots.txt`;
  const sent = await send(PutObjectCommand, key, { Body: text }).catch((error) => error);
  if (sent.name === 'AccessDenied' || sent.name === 'InvalidRequest') return;
  assert.deepEqual(await listed(`${identityId}/`), [key]);
  await send(DeleteObjectCommand, key);
});
await step('GetObject elsewhere: AccessDenied', () => denied(content('not-permissions/hello.txt')));
await step('ListObjectsV2 elsewhere: AccessDenied', async () => {
  await denied(listed('not-permissions/'));
  await denied(listed(''));
});
await step('DeleteObject elsewhere: AccessDenied', () => denied(send(DeleteObjectCommand, 'not-permissions/hello.txt')));

flow('wrong secret');
await step('another secret is refused', () => {
  const strange = clientOf({ ...credentials, secretAccessKey: 'A'.repeat(40) });
  const put = new PutObjectCommand({ Bucket: bucket, Key: `${identityId}/hello.txt`, Body: text });
  return refused(strange.send(put), 'SignatureDoesNotMatch');
});

flow('guest');
await step('without a login: an identity, and no upload', async () => {
  const guest = await credentialsFor()();
  assert.notEqual(guest.identityId, identityId);
  for (const folder of [guest.identityId, identityId, 'public']) {
    const put = new PutObjectCommand({ Bucket: bucket, Key: `${folder}/hello.txt`, Body: text });
    await denied(clientOf(guest).send(put));
  }
});

flow('classic mistakes');
async function mistaken(given, words) {
  helps(await refused(credentialsFor(given)(), 'NotAuthorizedException', 'InvalidParameterException'), words);
}
await step("the user pool's id as Logins key", () => mistaken({ [errand.userPoolId]: tokens.id }, provider));
await step('an access token as login', () => mistaken({ [provider]: tokens.access }, 'ID token'));
await end();
