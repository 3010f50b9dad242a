// How people call the providers that Cognito knows by names of its own.

const LABELS = { ExampleSAML: "Example SAML", LoginWithAmazon: "Amazon", SignInWithApple: "Apple" };

/** A name for people; a pool's own providers, such as a company's, go by the name that the pool gave them. */
export function providerLabel(name) {
  return Object.hasOwn(LABELS, name) ? LABELS[name] : name;
}
