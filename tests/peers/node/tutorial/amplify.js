// The same page for Amplify and version 3 of the AWS SDK, made into one script by a bundler.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Amplify } from 'aws-amplify';
import { confirmSignUp, fetchAuthSession, signIn, signOut, signUp } from 'aws-amplify/auth';

const { config, onSubmit } = window;
Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: config.userPoolId,
      userPoolClientId: config.clientId,
      userPoolEndpoint: config.endpoint,
      identityPoolId: config.identityPoolId,
      identityPoolEndpoint: config.identityEndpoint,
    },
  },
});

const s3 = () =>
  new S3Client({
    region: config.region,
    endpoint: config.s3Endpoint,
    forcePathStyle: true,
    credentials: async () => (await fetchAuthSession()).credentials,
  });
const ask = (Command, input) => s3().send(new Command({ Bucket: config.bucket, ...input }));
const own = async (prefix) => `${prefix || (await fetchAuthSession()).identityId}/`;

/** A form's work as a promise. */
function on(form, work) {
  onSubmit(form, (inputs, show) => {
    work(inputs).then((result) => show(null, result), show);
  });
}

on('sign-up', ({ email, password }) =>
  signUp({
    username: email.value,
    password: password.value,
    options: { userAttributes: { email: email.value } },
  }));
on('activate', ({ email, code }) => confirmSignUp({ username: email.value, confirmationCode: code.value }));
on('sign-in', ({ email, password }) =>
  signIn({ username: email.value, password: password.value, options: { authFlowType: 'USER_SRP_AUTH' } }));
on('my-page', async () => {
  const { tokens } = await fetchAuthSession();
  const answer = await fetch('/me', { headers: { authorization: `Bearer ${tokens.accessToken}` } });
  return { status: answer.status, claims: await answer.json() };
});
on('refresh', async () => String((await fetchAuthSession({ forceRefresh: true })).tokens.accessToken));
on('credentials', async () => (await fetchAuthSession()).identityId);
on('upload', async ({ prefix, file: { files } }) => {
  const [file] = files;
  const Key = (await own(prefix.value)) + file.name;
  // Bytes: in a browser the SDK's checksums do not take a File (aws-sdk-js-v3 6834).
  const Body = new Uint8Array(await file.arrayBuffer());
  await ask(PutObjectCommand, { Key, ContentType: file.type, Body });
  return Key;
});
on('list', async ({ prefix }) => {
  const { Contents = [] } = await ask(ListObjectsV2Command, { Prefix: await own(prefix.value) });
  return Contents.map(({ Key, Size }) => ({ key: Key, size: Size }));
});
on('download', async ({ key }) => {
  const { ContentType, Body } = await ask(GetObjectCommand, { Key: key.value });
  return { type: ContentType, text: await Body.transformToString() };
});
on('delete', ({ key }) => ask(DeleteObjectCommand, { Key: key.value }));
on('sign-out', async () => {
  await signOut();
  return (await fetchAuthSession()).tokens === undefined;
});
