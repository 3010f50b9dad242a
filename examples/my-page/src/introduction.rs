use crate::site::Pool;

/// What a stranger needs to know when the site listens.
pub(crate) fn write(pool: &Pool, port: u16) -> String {
    let url = format!("http://127.0.0.1:{port}");
    match pool {
        #[cfg(feature = "dev-pool")]
        Pool::Embedded(embedded) => {
            let pool = embedded.pool();
            let administrator = pool.administrator();
            let (username, password) = (administrator.username(), administrator.password());
            let (mount, client) = (pool.mount(), pool.client_id());
            let cloud = embedded.cloud();
            let (bucket, identity_pool) = (cloud.bucket(), cloud.identity_pool_id());
            format!(
                "\
Listening on {url}

  The site brings a user pool, an identity pool and a store for DEVELOPMENT ONLY: anyone on this machine can read
  its codes, and all is gone when it stops. For a real pool set COGNITO_USER_POOL_ID and COGNITO_CLIENT_ID.

  Sign up:       {url}/sign-up
  Mailbox:       {url}/mailbox
  Administrator: {username} with the password {password}
  Files:         {url}/files (upload with AWS credentials of one's own)
  Console:       {url}/dev (users, groups, CSV import, keys)
  Store:         {url}/s3/{bucket}, identity pool {identity_pool} (guests read public/*)

  Or without a browser, in two commands:

  TOKEN=$(curl -s {url}{mount} -H 'content-type: application/x-amz-json-1.1' \\
    -H 'x-amz-target: AWSCognitoIdentityProviderService.InitiateAuth' \\
    -d '{{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"ClientId\":\"{client}\",\"AuthParameters\":{{\"USERNAME\":\"{username}\",\"PASSWORD\":\"{password}\"}}}}' \\
    | sed 's/.*\"AccessToken\":\"\\([^\"]*\\)\".*/\\1/')
  curl -i {url}/me -H \"authorization: Bearer $TOKEN\"
"
            )
        }
        Pool::Remote(pool) => format!(
            "\
Listening on {url}, for the user pool {}

  curl -i {url}/me -H \"authorization: Bearer <access token>\"
",
            pool.id
        ),
    }
}
