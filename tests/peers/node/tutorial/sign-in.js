// Sign-up, activation, sign-in and "my page", as the tutorials have it; `endpoint` is all that is added.
var userPool = new CognitoUserPool({
  UserPoolId: config.userPoolId,
  ClientId: config.clientId,
  endpoint: config.endpoint,
});

function userOf(email) {
  return new CognitoUser({ Username: email, Pool: userPool });
}

// The session of whoever signed in here, also after a reload.
function session(done) {
  var user = userPool.getCurrentUser();
  if (!user) return done(new Error('nobody is signed in'));
  user.getSession(done);
}

onSubmit('sign-up', function (inputs, show) {
  var attributes = [new CognitoUserAttribute({ Name: 'email', Value: inputs.email.value })];
  userPool.signUp(inputs.email.value, inputs.password.value, attributes, null, function (error, result) {
    if (error) return show(error);
    show(null, result.user.getUsername());
  });
});

onSubmit('activate', function (inputs, show) {
  userOf(inputs.email.value).confirmRegistration(inputs.code.value, true, show);
});

onSubmit('sign-in', function (inputs, show) {
  var details = new AuthenticationDetails({ Username: inputs.email.value, Password: inputs.password.value });
  userOf(inputs.email.value).authenticateUser(details, {
    onSuccess: function () {
      show(null, 'signed in');
    },
    onFailure: show,
  });
});

// The server takes the access token, and shows what it verified.
onSubmit('my-page', function (inputs, show) {
  session(function (error, current) {
    if (error) return show(error);
    var request = new XMLHttpRequest();
    request.open('GET', '/me');
    request.setRequestHeader('Authorization', 'Bearer ' + current.getAccessToken().getJwtToken());
    request.onload = function () {
      show(null, { status: request.status, claims: JSON.parse(request.responseText) });
    };
    request.onerror = function () {
      show(new Error('/me could not be reached'));
    };
    request.send();
  });
});

onSubmit('refresh', function (inputs, show) {
  session(function (error, current) {
    if (error) return show(error);
    userPool.getCurrentUser().refreshSession(current.getRefreshToken(), function (failure, renewed) {
      if (failure) return show(failure);
      show(null, renewed.getAccessToken().getJwtToken());
    });
  });
});

onSubmit('sign-out', function (inputs, show) {
  userPool.getCurrentUser().signOut();
  AWS.config.credentials.clearCachedId();
  show(null, userPool.getCurrentUser() === null);
});
