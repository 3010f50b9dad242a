// The ID token becomes AWS credentials, and those upload to S3; the two endpoints are all that is added.
AWS.config.region = config.region;
AWS.config.cognitoidentity = { endpoint: config.identityEndpoint };
AWS.config.s3 = { endpoint: config.s3Endpoint, s3ForcePathStyle: true };

function bucket() {
  return new AWS.S3({ params: { Bucket: config.bucket } });
}

onSubmit('credentials', function (inputs, show) {
  session(function (error, current) {
    if (error) return show(error);
    var logins = {};
    logins['cognito-idp.' + config.region + '.amazonaws.com/' + config.userPoolId] = current.getIdToken().getJwtToken();
    AWS.config.credentials = new AWS.CognitoIdentityCredentials({
      IdentityPoolId: config.identityPoolId,
      Logins: logins,
    });
    AWS.config.credentials.clearCachedId();
    AWS.config.credentials.get(function (failure) {
      if (failure) return show(failure);
      show(null, AWS.config.credentials.identityId);
    });
  });
});

onSubmit('upload', function (inputs, show) {
  var file = inputs.file.files[0];
  var key = (inputs.prefix.value || AWS.config.credentials.identityId) + '/' + file.name;
  bucket().upload({ Key: key, ContentType: file.type, Body: file }, function (error, data) {
    if (error) return show(error);
    show(null, data.Key);
  });
});

onSubmit('list', function (inputs, show) {
  var prefix = (inputs.prefix.value || AWS.config.credentials.identityId) + '/';
  bucket().listObjects({ Prefix: prefix }, function (error, data) {
    if (error) return show(error);
    show(
      null,
      data.Contents.map(function (object) {
        return { key: object.Key, size: object.Size };
      })
    );
  });
});

onSubmit('download', function (inputs, show) {
  bucket().getObject({ Key: inputs.key.value }, function (error, data) {
    if (error) return show(error);
    show(null, { type: data.ContentType, text: new TextDecoder().decode(data.Body) });
  });
});

onSubmit('delete', function (inputs, show) {
  bucket().deleteObject({ Key: inputs.key.value }, show);
});
