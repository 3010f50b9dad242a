// ministack's identity pool, role and bucket for a journey, laid out with the AWS SDK.
import AWS from 'aws-sdk';
import { errand } from '../journey.mjs';

const BUCKET = `browser-${errand.email.replace(/[^a-z0-9]+/g, '-')}`.slice(0, 60);
// As the tutorials tell one to: without it a browser may not ask S3 at all, and uploads in parts need the ETag.
const ANYWHERE = {
  AllowedOrigins: ['*'],
  AllowedMethods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
  AllowedHeaders: ['*'],
  ExposeHeaders: ['ETag'],
};
const given = { endpoint: errand.endpoint, region: errand.region, accessKeyId: 'test', secretAccessKey: 'test' };
const iam = () => new AWS.IAM(given);

/** The pool of identities, the role of who signed in, which allows nothing yet, and the bucket. */
export async function layOut() {
  const provider = `cognito-idp.${errand.region}.amazonaws.com/${errand.userPoolId}`;
  const pools = new AWS.CognitoIdentity(given);
  const { IdentityPoolId } = await pools
    .createIdentityPool({
      IdentityPoolName: BUCKET,
      AllowUnauthenticatedIdentities: false,
      CognitoIdentityProviders: [{ ProviderName: provider, ClientId: errand.clientId }],
    })
    .promise();
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: 'cognito-identity.amazonaws.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': IdentityPoolId } },
      },
    ],
  };
  const { Role } = await iam()
    .createRole({ RoleName: BUCKET, AssumeRolePolicyDocument: JSON.stringify(trust) })
    .promise();
  await pools.setIdentityPoolRoles({ IdentityPoolId, Roles: { authenticated: Role.Arn } }).promise();
  const s3 = new AWS.S3({ ...given, s3ForcePathStyle: true });
  await s3.createBucket({ Bucket: BUCKET }).promise();
  await s3.putBucketCors({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [ANYWHERE] } }).promise();
  return {
    identityPoolId: IdentityPoolId,
    identityEndpoint: errand.endpoint,
    s3Endpoint: errand.endpoint,
    bucket: BUCKET,
  };
}

/** The tutorial's policy for one identity: ministack does not put the identity's id in place of the policy variable. */
export async function allow(identity) {
  const own = `arn:aws:s3:::${BUCKET}/${identity}/*`;
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'], Resource: own },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${BUCKET}`,
        Condition: { StringLike: { 's3:prefix': `${identity}/*` } },
      },
    ],
  };
  await iam()
    .putRolePolicy({ RoleName: BUCKET, PolicyName: 'own-prefix', PolicyDocument: JSON.stringify(policy) })
    .promise();
}
