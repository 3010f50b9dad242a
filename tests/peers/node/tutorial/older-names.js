// The names of version 1, which stood on a small AWS SDK of its own.
AWSCognito.config.region = config.region;
var CognitoUserPool = AWSCognito.CognitoIdentityServiceProvider.CognitoUserPool;
var CognitoUserAttribute = AWSCognito.CognitoIdentityServiceProvider.CognitoUserAttribute;
var CognitoUser = AWSCognito.CognitoIdentityServiceProvider.CognitoUser;
var AuthenticationDetails = AWSCognito.CognitoIdentityServiceProvider.AuthenticationDetails;
