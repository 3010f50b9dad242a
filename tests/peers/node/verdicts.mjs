// AWS's own verifier for Node on the tokens of its errand: {name: whether it lets the token in}, as one JSON document.
import { CognitoJwtVerifier } from 'aws-jwt-verify';

const { userPoolId, clientId, jwksUri, tokens } = JSON.parse(process.argv[2]);
const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' });
// It would fetch from AWS, where this pool is not.
verifier.cacheJwks(await (await fetch(jwksUri)).json());
const verdicts = Object.entries(tokens).map(([name, token]) => {
  try {
    verifier.verifySync(token);
    return [name, true];
  } catch {
    return [name, false];
  }
});
console.log(JSON.stringify(Object.fromEntries(verdicts)));
