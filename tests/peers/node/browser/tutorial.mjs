// The tutorials' page on an origin of its own, with the bundles as published: from sign-up to S3, and out again.
import { published, tutorial } from './origin.mjs';
import { visit } from './upload-page.mjs';

const files = ['index.html', 'older.html', 'names.js', 'older-names.js', 'steps.js', 'sign-in.js', 'upload.js'];
const bundles = {
  '/vendor/aws-sdk.min.js': ['aws-sdk', 'dist/aws-sdk.min.js'],
  '/vendor/amazon-cognito-identity.min.js': ['amazon-cognito-identity-js', 'dist/amazon-cognito-identity.min.js'],
  '/vendor/1/aws-cognito-sdk.min.js': ['amazon-cognito-identity-js-1', 'dist/aws-cognito-sdk.min.js'],
  '/vendor/1/amazon-cognito-identity.min.js': ['amazon-cognito-identity-js-1', 'dist/amazon-cognito-identity.min.js'],
};
const served = {};
for (const file of files) served[`/${file}`] = tutorial(file);
for (const [path, [name, file]] of Object.entries(bundles)) served[path] = published(name, file);

await visit(served, {
  '/index.html': 'AmazonCognitoIdentity.*',
  '/older.html': 'AWSCognito.CognitoIdentityServiceProvider.*',
});
